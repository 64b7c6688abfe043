namespace Holdfast.Ledger.Tests;

/// <summary>The worlds, each around a few limits and the instants at which something is due.</summary>
internal static class Worlds
{
    public static readonly World[] All =
    [
        new()
        {
            Name = "a wallet",
            Catalogue = World.Only("eur", "draw"),
            Instants = ["0s", "15m", "2h"],
            Before = """
                open
                grant eur 2.00
                """,
            Commands = """
                grant eur 1.00 expires=+1h
                hold h1 eur 1.00
                hold h1 eur 2.01
                charge eur 1.50
                capture h1
                capture h1 eur 0.40 part
                capture h1 eur 1.01
                release h1
                extend h1 1h
                refund last
                refund last 0.50
                """,
            Meets = [Status.FundsInsufficient, Status.ExistsWithDifferentRequest, Status.HoldUnknown, Status.CaptureExceedsHold, Status.RefundExceedsCharge, Status.EntryUnknown, Status.Repeated],
        },
        new()
        {
            Name = "what is owed",
            Catalogue = World.Only("usd", "scan render"),
            Instants = ["0s", "31d"],
            Before = """
                open billing=UsageBased
                cap usd 1
                """,
            Commands = """
                grant usd 0.5
                hold h1 scan 1
                hold h2 usd 0.75
                charge scan 2
                capture h1
                capture h2 usd 0.25 part
                release h2
                refund last
                cap usd 0.5
                cap usd none
                patch billing=Wallet
                """,
            Meets = [Status.CapReached, Status.FundsInsufficient, Status.HoldUnknown, Status.RefundExceedsCharge],
        },
        new()
        {
            Name = "beyond a hold",
            Catalogue = World.Only("eur", "draw"),
            Instants = ["0s", "15m", "2h"],
            Before = """
                open
                grant eur 2.00
                """,
            Commands = """
                grant eur 1.00 expires=+1h
                grant eur 3.00 adjustment
                hold h1 eur 1.00
                hold h2 eur 0.50 for=1d
                capture h1 eur 2.50 overflow part
                capture h1 eur 7.01 overflow
                capture h1 eur 3.00 cap part
                capture h1
                capture h2 eur 0.20
                release h1
                refund last
                refund last 1.00
                """,
            Meets = [Status.DebtLimitReached, Status.FundsInsufficient, Status.HoldUnknown, Status.RefundExceedsCharge],
        },
        new()
        {
            Name = "a meter with overage",
            Catalogue = World.Only("usd credits", "speak dub", "chars", "parallel", "free basic vast"),
            Instants = ["0s", "31d"],
            Before = """
                open plan=basic billing=UsageBased
                extension chars 20
                charge speak 990
                """,
            Commands = """
                hold h1 speak 11
                hold h2 dub 2 for=31d
                charge speak 20
                charge speak 31
                capture h1 5 part
                capture h2
                release h1
                refund last
                extension chars 31
                cap usd 0.15
                plan vast
                plan none
                patch billing=Wallet
                """,
            Meets = [Status.MeterExhausted, Status.CapReached, Status.ExtensionNotAllowed, Status.FundsInsufficient],
        },
        new()
        {
            Name = "tiers of a period",
            Catalogue = World.Only("eur", "draw").With(new Operation
            {
                Name = "tell",
                Tariff = new("eur", default)
                {
                    Free = Amount.Units(1),
                    Tiers = new(TierKind.Volume, [new(Amount.Units(3), SmallCatalogue.Of("0.5")), new(Amount.Units(6), SmallCatalogue.Of("0.1"), SmallCatalogue.Of("0.2")), new(null, SmallCatalogue.Of("0.05"))]),
                    CountsPeriod = true,
                },
            }),
            Instants = ["0s", "31d"],
            Before = """
                open
                grant eur 1.25
                """,
            Commands = """
                hold h1 tell 2 for=31d
                hold h2 tell 5
                charge tell 1
                charge tell 4
                capture h1 1 part
                capture h1
                capture h2 3 part
                capture h2 1
                release h2
                refund last
                """,
            Meets = [Status.FundsInsufficient, Status.HoldUnknown, Status.CaptureExceedsHold, Status.RefundExceedsCharge],
        },
        new()
        {
            Name = "places",
            Catalogue = World.Only("credits", "wait", slots: "voices parallel", plans: "free basic"),
            Instants = ["0s", "15m"],
            Before = """
                open
                """,
            Commands = """
                hold h1 wait 1
                hold h2 wait 1
                slot voices h1
                slot voices v2
                slot voices v2 for=15m
                slot parallel p1
                free voices h1
                free parallel p1
                capture h1
                release h1
                charge wait 1
                plan basic
                plan none
                patch suspended
                patch resumed
                """,
            Meets = [Status.SlotTaken, Status.AccountSuspended, Status.Repeated, Status.HoldUnknown],
        },
        new()
        {
            Name = "a key with a budget",
            Catalogue = World.Only("eur credits", "draw find"),
            Instants = ["0s", "1d"],
            Before = """
                open
                grant eur 5
                grant credits 5
                key k budget=eur:1.00/day
                """,
            Commands = """
                hold h1 eur 0.60 key=k4 for=2d
                charge eur 0.50 key=k4
                charge find 1 key=k4
                capture h1 eur 0.10
                release h1
                refund last
                rotate k4 s2 1h
                revoke k4
                charge eur 0.50 key=k5
                key m scopes=video expires=+1h
                """,
            Meets = [Status.KeyBudgetReached, Status.KeyRevoked, Status.KeyExpired, Status.KeyUnknown, Status.ScopeMissing],
        },
        new()
        {
            Name = "limits upon limits",
            Catalogue = World.Only("usd credits", "find render", plans: "free"),
            Instants = ["0s", "1d"],
            Before = """
                open
                grant usd 9
                grant credits 5
                key k budget=usd:2/day
                """,
            Commands = """
                limit team usd:3/day
                limit team usd:1/day
                limit few find:2/week key=k4
                unlimit team
                hold h1 usd 1.50 key=k4 for=2d
                charge usd 1 key=k4
                charge usd 1.60
                charge find 2 key=k4
                capture h1 usd 1 part
                release h1
                refund last
                rotate k4 s2
                patch zone=Asia/Tokyo
                """,
            Meets = [Status.KeyBudgetReached, Status.BudgetReached, Status.QuotaReached, Status.LimitUnknown, Status.KeyExpired, Status.HoldUnknown],
        },
        new()
        {
            Name = "plans and pools",
            // What is left of a pool goes on, up to 40, for one period more.
            Catalogue = World.Only("credits usd", "find", plans: "free basic pro").With(SmallCatalogue.Make("basic", BillingPeriod.Monthly, "credits 100 rolls 40 1p", "", "")),
            Instants = ["0s", "31d", "59d"],
            Before = """
                open plan=basic
                grant credits 10 add_on
                """,
            Commands = """
                hold h1 find 60 for=31d
                charge find 105
                capture h1 30 part
                capture h1
                release h1
                refund last
                plan pro
                plan pro later
                plan basic later billing=Quarterly
                plan none later
                plan none
                plan basic status=PastDue
                """,
            Meets = [Status.FundsInsufficient, Status.PlanUnknown, Status.HoldUnknown],
        },
        new()
        {
            Name = "a plan in mid-period",
            Catalogue = World.Only("credits usd", "find", plans: "free basic pro"),
            Instants = ["0s", "31d"],
            Before = """
                open plan=basic
                """,
            Commands = """
                hold h1 find 30 for=40d
                charge find 90
                release h1
                refund last
                plan pro
                plan pro left=keep
                plan pro period=keep
                plan basic period=keep
                plan basic left=keep period=keep
                plan none left=keep
                """,
            Meets = [Status.FundsInsufficient, Status.HoldUnknown, Status.RefundExceedsCharge],
        },
        new()
        {
            Name = "grants that wait",
            Catalogue = World.Only("eur", "draw"),
            Instants = ["0s", "1h", "365d"],
            Before = """
                open
                """,
            Commands = """
                grant eur 400 purchase
                grant eur 1 trial pending
                grant eur 1 starts=+1h expires=+2h
                grant eur 1 priority=10 pending starts=+1h
                charge eur 2
                hold h1 eur 1 for=31d
                capture h1
                refund last
                patch verified
                dismiss eur
                close
                """,
            Meets = [Status.PurchaseLimitExceeded, Status.FundsInsufficient, Status.AccountClosed, Status.Repeated],
        },
        new()
        {
            Name = "the same id",
            Catalogue = World.Only("eur", "draw"),
            Instants = ["0s", "15m"],
            Before = """
                open id=o
                grant eur 3 id=g
                """,
            Commands = """
                grant eur 3 id=g
                charge eur 1 id=a
                charge eur 2 id=a
                grant eur 1 id=a
                hold h1 eur 2
                hold h1 eur 1
                capture h1 id=b
                capture h1 eur 1 part id=b
                release h1 id=b
                release h1 id=c
                refund last id=d
                refund last 1 id=d
                close id=a
                """,
            Meets = [Status.ExistsWithDifferentRequest, Status.Repeated, Status.FundsInsufficient],
        },
    ];
}
