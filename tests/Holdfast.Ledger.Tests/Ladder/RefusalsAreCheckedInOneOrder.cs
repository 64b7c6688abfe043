using System.Collections.Immutable;

namespace Holdfast.Ledger.Tests;

/// <summary>
/// Guarantees that a caller who breaks several rules always hears of the one that stands first in <see cref="Status"/>.
/// Each test begins with the rule that is checked last.
/// </summary>
public class RefusalsAreCheckedInOneOrder
{
    private static readonly Instant Opened = Words.InstantOf("2026-05-01", default);

    private static readonly Instant Far = new(Instant.InputMax.Micros + 1);

    [Fact]
    public void Holds()
    {
        var poor = Account() with { Billing = Billing.UsageBased, Cap = new("usd", Amount.Zero) };
        var command = new PlaceHold { Hold = "h1", Operation = "dub", Quantity = Amount.Units(9), Key = "k1" };
        Ladder.Of(poor, command)
            .Breaks(Status.CapReached)
            .Breaks(Status.FundsInsufficient, having: account => account with { Billing = Billing.Wallet })
            .Breaks(Status.MeterExhausted, and: hold => hold with { Quantity = Amount.Units(11) })
            .Breaks(Status.SlotTaken, having: account => Done(account, new TakeSlot { Slot = "parallel", Item = "p1" }))
            .Breaks(Status.QuotaReached, having: account => Limited(account, new() { Name = "units", Seq = 7, Operation = "dub", Amount = Amount.Units(1), Per = Window.Day }))
            .Breaks(Status.BudgetReached, having: account => Limited(account, new() { Name = "money", Seq = 8, Asset = "usd", Amount = new(1), Per = Window.Day }))
            .Breaks(Status.KeyBudgetReached, having: account => Limited(account, new() { Seq = 9, Key = "k1", Asset = "usd", Amount = new(1), Per = Window.Day }))
            .Breaks(Status.MemberUnknown, and: hold => hold with { Member = "m" })
            .Breaks(Status.KeyOfAnotherMember, having: account => WithKey(account, key => key with { Member = "n" }))
            .Breaks(Status.ScopeMissing, having: account => WithKey(account, key => key with { Scopes = ["speech"] }))
            .Breaks(Status.KeyExpired, having: account => WithKey(account, key => key with { ExpiresAt = Opened }))
            .Breaks(Status.KeyRevoked, having: account => WithKey(account, key => key with { RevokedAt = Opened }))
            .Breaks(Status.KeyUnknown, and: hold => hold with { Key = "k2" })
            .Breaks(Status.LifetimeOutOfRange, and: hold => hold with { Lifetime = TimeSpan.Zero })
            .Breaks(Status.QuantityOutOfRange, and: hold => hold with { Quantity = Amount.Zero })
            .Breaks(Status.QuantityRequired, and: hold => hold with { Quantity = null })
            .Breaks(Status.OperationUnknown, and: hold => hold with { Operation = "fly" })
            .Breaks(Status.AccountSuspended, having: account => account with { Status = AccountStatus.Suspended })
            .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed })
            .Breaks(Status.ExistsWithDifferentRequest, having: account => account with { Holds = account.Holds.With(Open("h1")) });
    }

    [Fact]
    public void Holds_of_amounts()
    {
        var command = new PlaceHold { Hold = "h1", Operation = "draw", Amount = new("eur", Amount.Units(9)) };
        Ladder.Of(Account(), command)
            .Breaks(Status.FundsInsufficient)
            .Breaks(Status.KeyUnknown, and: hold => hold with { Key = "k2" })
            .Breaks(Status.LifetimeOutOfRange, and: hold => hold with { Lifetime = TimeSpan.FromDays(32) })
            .Breaks(Status.AmountOutOfBounds, under: catalogue => catalogue.With(new Operation { Name = "draw", CallerAssets = ["eur"], CallerBounds = [new("eur", null, Amount.Units(8))] }))
            .Breaks(Status.AmountTooPrecise, and: hold => hold with { Amount = new("eur", new(1)) })
            .Breaks(Status.AmountOutOfRange, and: hold => hold with { Amount = new("eur", new(-1)) })
            .Breaks(Status.AmountRequired, and: hold => hold with { Amount = new("usd", new(-1)) });
    }

    [Fact]
    public void Charges()
    {
        var poor = Account() with { Billing = Billing.UsageBased, Cap = new("usd", Amount.Zero) };
        Ladder.Of(poor, new Charge { Operation = "dub", Quantity = Amount.Units(9), Key = "k1" })
            .Breaks(Status.CapReached)
            .Breaks(Status.FundsInsufficient, having: account => account with { Billing = Billing.Wallet })
            .Breaks(Status.MeterExhausted, and: charge => charge with { Quantity = Amount.Units(11) })
            .Breaks(Status.SlotTaken, having: account => Done(account, new TakeSlot { Slot = "parallel", Item = "p1" }))
            .Breaks(Status.QuotaReached, having: account => Limited(account, new() { Name = "units", Seq = 7, Operation = "dub", Amount = Amount.Units(1), Per = Window.Day }))
            .Breaks(Status.BudgetReached, having: account => Limited(account, new() { Name = "money", Seq = 8, Asset = "usd", Amount = new(1), Per = Window.Day }))
            .Breaks(Status.KeyBudgetReached, having: account => Limited(account, new() { Seq = 9, Key = "k1", Asset = "usd", Amount = new(1), Per = Window.Day }))
            .Breaks(Status.MemberUnknown, and: charge => charge with { Member = "m" })
            .Breaks(Status.KeyOfAnotherMember, having: account => WithKey(account, key => key with { Member = "n" }))
            .Breaks(Status.ScopeMissing, having: account => WithKey(account, key => key with { Scopes = ["speech"] }))
            .Breaks(Status.KeyExpired, having: account => WithKey(account, key => key with { ExpiresAt = Opened }))
            .Breaks(Status.KeyRevoked, having: account => WithKey(account, key => key with { RevokedAt = Opened }))
            .Breaks(Status.KeyUnknown, and: charge => charge with { Key = "k2" })
            .Breaks(Status.UsageTooLate, and: charge => charge with { UsedAt = Opened + TimeSpan.FromDays(1) })
            .Breaks(Status.InstantOutOfRange, having: account => account with { OpenedAt = Opened + TimeSpan.FromDays(2) })
            .Breaks(Status.QuantityOutOfRange, and: charge => charge with { Quantity = new(1) })
            .Breaks(Status.QuantityRequired, and: charge => charge with { Amount = new("usd", Amount.Units(1)) })
            .Breaks(Status.OperationUnknown, and: charge => charge with { Operation = "fly" })
            .Breaks(Status.AccountSuspended, having: account => account with { Status = AccountStatus.Suspended })
            .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed });
    }

    [Fact]
    public void Captures() => Ladder
        .Of(Account() with { Holds = HoldSet.Empty.With(Open("h1")) }, new CaptureHold { Hold = "h1", Amount = new("eur", Amount.Units(9)) })
        .Breaks(Status.CaptureExceedsHold)
        .Breaks(Status.AmountTooPrecise, and: capture => capture with { Amount = new("eur", new(9_000_001)) })
        .Breaks(Status.AmountOutOfRange, and: capture => capture with { Amount = new("eur", new(-1)) })
        .Breaks(Status.AmountRequired, and: capture => capture with { Amount = new("usd", new(-1)) })
        .Breaks(Status.HoldUnknown, and: capture => capture with { Hold = "h2" });

    [Fact]
    public void Extensions_of_holds() => Ladder
        .Of(Account() with { Holds = HoldSet.Empty.With(Open("h1")) }, new ExtendHold { Hold = "h1", Lifetime = TimeSpan.Zero })
        .Breaks(Status.LifetimeOutOfRange)
        .Breaks(Status.HoldUnknown, and: extension => extension with { Hold = "h2" });

    [Fact]
    public void Grants()
    {
        var full = Account() with { Grants = [.. Enumerable.Range(0, Bounds.GrantsMax).Select(number => Pending("p" + number))] };
        var command = new GiveGrant { Asset = "eur", Amount = Amount.Units(1_001), Source = GrantSource.Purchase };
        Ladder.Of(Account(), command)
            .Breaks(Status.PurchaseLimitExceeded)
            .Breaks(Status.TooMany, having: _ => full)
            .Breaks(Status.InstantOutOfRange, and: grant => grant with { StartsAt = Far })
            .Breaks(Status.ExpiryOutOfRange, and: grant => grant with { ExpiresAt = Opened })
            .Breaks(Status.AmountTooPrecise, and: grant => grant with { Amount = new(1_001_000_001) })
            .Breaks(Status.AmountOutOfRange, and: grant => grant with { Amount = new(-1) })
            .Breaks(Status.AssetUnknown, and: grant => grant with { Asset = "gold" })
            .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed });
    }

    [Fact]
    public void Refunds()
    {
        var charged = new Charge { Operation = "draw", Amount = new("eur", Amount.Units(2)) };
        var account = Done(Account(), new GiveGrant { Asset = "eur", Amount = Amount.Units(5), Source = GrantSource.Promo });
        var charge = charged.Decide(account, SmallCatalogue.First, Opened).Entry;
        Ladder.Of(Done(account, charged), new Refund { Charge = charge.Seq, Charged = charge, Drawn = account.Grants, Amount = Amount.Units(3) })
            .Breaks(Status.RefundExceedsCharge)
            .Breaks(Status.AmountTooPrecise, and: refund => refund with { Amount = new(3_000_001) })
            .Breaks(Status.AmountOutOfRange, and: refund => refund with { Amount = Amount.Zero })
            .Breaks(Status.EntryNotRefundable, and: refund => refund with { Charged = charge with { Body = new AccountClosed() } })
            .Breaks(Status.EntryUnknown, and: refund => refund with { Charged = null });
    }

    [Fact]
    public void Openings() => Ladder
        .Of(Account(), new OpenAccount { Id = Account().Id, Profile = new() { Attributes = Attributes(101) } }, existing: false)
        .Breaks(Status.TooMany)
        .Breaks(Status.TimeZoneUnknown, and: open => open with { TimeZone = "Mars/Olympus" })
        .Breaks(Status.InstantOutOfRange, and: open => open with { Profile = open.Profile with { PasswordChangedAt = Far } })
        .Breaks(Status.PlanUnknown, and: open => open with { Plan = "gold" });

    [Fact]
    public void Openings_of_what_is_open() => Ladder
        .Of(Account(), new OpenAccount { Id = Account().Id, Plan = "gold", TimeZone = "Mars/Olympus" })
        .Breaks(Status.AccountExists);

    [Fact]
    public void Changes_of_accounts() => Ladder
        .Of(Account(), new ChangeAccount { Attributes = Attributes(101) })
        .Breaks(Status.TooMany)
        .Breaks(Status.TimeZoneUnknown, and: change => change with { TimeZone = "Mars/Olympus" })
        .Breaks(Status.InstantOutOfRange, and: change => change with { PasswordChangedAt = new(true, Far) })
        .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed });

    [Fact]
    public void Plans() => Ladder
        .Of(Account() with { Grants = [.. Enumerable.Range(0, Bounds.GrantsMax).Select(number => Pending("p" + number))] }, new SetPlan { Plan = "basic", KeepsLeft = true })
        .Breaks(Status.TooMany)
        .Breaks(Status.InstantOutOfRange, and: plan => plan with { Anchor = Far })
        .Breaks(Status.PlanUnknown, and: plan => plan with { Plan = "gold" })
        .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed });

    [Fact]
    public void Plans_to_come() => Ladder
        .Of(Account(), new SetPlan { Plan = "basic", Anchor = Far, AtPeriodEnd = true })
        .Breaks(Status.PlanUnknown)
        .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed });

    [Fact]
    public void Caps() => Ladder
        .Of(Account(), new SetCap { Asset = "usd", Amount = new(5) })
        .Breaks(Status.AmountTooPrecise, under: catalogue => catalogue.With(new Asset { Name = "usd", Decimals = 2, Postpaid = true }))
        .Breaks(Status.AmountOutOfRange, and: cap => cap with { Amount = new(-1) })
        .Breaks(Status.AssetUnknown, and: cap => cap with { Asset = "eur" })
        .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed });

    [Fact]
    public void Extensions_of_meters() => Ladder
        .Of(Account(), new SetExtension { Meter = "chars", Limit = null })
        .Breaks(Status.ExtensionNotAllowed)
        .Breaks(Status.AmountOutOfRange, and: extension => extension with { Limit = new(-1) })
        .Breaks(Status.MeterUnknown, and: extension => extension with { Meter = "miles" })
        .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed });

    [Fact]
    public void Auto_reloads() => Ladder
        .Of(Account(), new SetAutoReload { Enabled = true, Asset = "eur", Threshold = new(1), Amount = Amount.Units(1) })
        .Breaks(Status.AmountTooPrecise)
        .Breaks(Status.AmountOutOfRange, and: reload => reload with { Amount = new(-1) })
        .Breaks(Status.AssetUnknown, and: reload => reload with { Asset = "gold" })
        .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed });

    [Theory]
    [InlineData("1", "1", Status.Done)]
    [InlineData("0", "1", Status.Done)]
    [InlineData("1", "0", Status.AmountOutOfRange)]
    [InlineData("0.001", "1", Status.AmountTooPrecise)]
    [InlineData("1", "0.001", Status.AmountTooPrecise)]
    [InlineData("0.001", "-1", Status.AmountOutOfRange)]
    [InlineData("-1", "0.001", Status.AmountOutOfRange)]
    [InlineData("-1", "1", Status.AmountOutOfRange)]
    public void Auto_reloads_say_out_of_range_before_too_precise(string threshold, string amount, Status status)
    {
        var command = new SetAutoReload { Enabled = true, Asset = "eur", Threshold = SmallCatalogue.Of(threshold), Amount = SmallCatalogue.Of(amount) };
        Assert.Equal(status, command.Decide(Account(), SmallCatalogue.First, Opened).Status);
    }

    [Fact]
    public void New_keys()
    {
        var full = Account() with { Keys = [.. Enumerable.Range(1, Bounds.KeysMax).Select(number => Key("k" + number))] };
        Ladder.Of(Account(), new CreateKey { Name = "n", SecretHash = "s", Preview = "p", Member = "m" })
            .Breaks(Status.MemberUnknown)
            .Breaks(Status.TooMany, having: _ => full)
            .Breaks(Status.ExpiryOutOfRange, and: key => key with { ExpiresAt = Opened })
            .Breaks(Status.AmountTooPrecise, and: key => key with { Budget = new("eur", new(1), Window.Day) })
            .Breaks(Status.AmountOutOfRange, and: key => key with { Budget = new("eur", new(-1), Window.Day) })
            .Breaks(Status.AssetUnknown, and: key => key with { Budget = new("gold", new(-1), Window.Day) })
            .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed });
    }

    [Fact]
    public void New_limits()
    {
        var full = Account() with { Limits = [.. Enumerable.Range(1, Bounds.LimitsMax).Select(number => Named("l" + number))] };
        Ladder.Of(Account(), new SetLimit { Name = "l", Asset = "eur", Amount = Amount.Units(1), Per = Window.Day, Member = "m" })
            .Breaks(Status.MemberUnknown)
            .Breaks(Status.KeyUnknown, and: limit => limit with { Key = "x" })
            .Breaks(Status.TooMany, having: _ => full)
            .Breaks(Status.AmountTooPrecise, and: limit => limit with { Amount = new(1) })
            .Breaks(Status.AmountOutOfRange, and: limit => limit with { Amount = new(-1) })
            .Breaks(Status.OperationUnknown, and: limit => limit with { Operation = "fly" })
            .Breaks(Status.AssetUnknown, and: limit => limit with { Asset = "gold" })
            .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed });
        Ladder.Of(full, new SetLimit { Name = "l", Operation = "find", Amount = Amount.Units(1), Per = Window.Day })
            .Breaks(Status.TooMany)
            .Breaks(Status.QuantityOutOfRange, and: limit => limit with { Amount = new(1) })
            .Breaks(Status.OperationUnknown, and: limit => limit with { Operation = null });
        Assert.Equal(Status.Done, new SetLimit { Name = "l7", Operation = "find", Amount = Amount.Units(1), Per = Window.Day }.Decide(full, SmallCatalogue.First, Opened).Status);
    }

    [Fact]
    public void New_members()
    {
        var full = Account() with { Members = [.. Enumerable.Range(1, Bounds.MembersMax).Select(number => new Member { Id = "m" + number, Role = Role.Member, JoinedAt = Opened })] };
        Ladder.Of(full, new SetMember { Member = "m", Role = Role.Admin })
            .Breaks(Status.TooMany)
            .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed });
        Assert.Equal(Status.Done, new SetMember { Member = "m7", Role = Role.Admin }.Decide(full, SmallCatalogue.First, Opened).Status);
    }

    [Fact]
    public void Limits_that_go() => Ladder
        .Of(Account() with { Limits = [Named("l")], Status = AccountStatus.Closed }, new RemoveLimit { Name = "l" })
        .Breaks(Status.AccountClosed)
        .Breaks(Status.LimitUnknown, and: limit => limit with { Name = "x" });

    [Fact]
    public void Rotations()
    {
        var full = Account() with { Keys = [.. Enumerable.Range(1, Bounds.KeysMax).Select(number => Key("k" + number))] };
        Ladder.Of(Account(), new RotateKey { Key = "k1", SecretHash = "s", Preview = "p" })
            .Breaks(Status.KeyExpired, having: account => WithKey(account, key => key with { ExpiresAt = Opened }))
            .Breaks(Status.KeyRevoked, having: account => WithKey(account, key => key with { RevokedAt = Opened }))
            .Breaks(Status.KeyUnknown, and: rotation => rotation with { Key = "x" })
            .Breaks(Status.TooMany, having: _ => full)
            .Breaks(Status.LifetimeOutOfRange, and: rotation => rotation with { Overlap = TimeSpan.FromTicks(-1) })
            .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed });
    }

    [Fact]
    public void Slots() => Ladder
        .Of(Done(Account(), new TakeSlot { Slot = "parallel", Item = "p1" }), new TakeSlot { Slot = "parallel", Item = "p2" })
        .Breaks(Status.SlotTaken)
        .Breaks(Status.LifetimeOutOfRange, and: slot => slot with { Lease = TimeSpan.Zero })
        .Breaks(Status.SlotUnknown, and: slot => slot with { Slot = "x" })
        .Breaks(Status.AccountSuspended, having: account => account with { Status = AccountStatus.Suspended })
        .Breaks(Status.AccountClosed, having: account => account with { Status = AccountStatus.Closed })
        .Breaks(Status.Repeated, and: _ => new() { Slot = "parallel", Item = "p1" });

    [Fact]
    public void Commands_to_no_account() => Assert.All(
        new Command[]
        {
            new PlaceHold { Hold = "h", Operation = "fly" }, new Charge { Operation = "fly" }, new CaptureHold { Hold = "h" }, new ReleaseHold { Hold = "h" },
            new ExtendHold { Hold = "h", Lifetime = default }, new Refund { Charge = 1 }, new GiveGrant { Asset = "x", Amount = default, Source = default },
            new ChangeAccount(), new CloseAccount(), new SetPlan(), new SetCap { Asset = "x" }, new SetExtension { Meter = "x" },
            new SetAutoReload { Asset = "x", Amount = default, Threshold = default }, new DismissNotices { Asset = "x" },
            new CreateKey { Name = "n", SecretHash = "s", Preview = "p" }, new RotateKey { Key = "k", SecretHash = "s", Preview = "p" }, new RevokeKey { Key = "k" },
            new SetLimit { Name = "l", Amount = default, Per = default }, new RemoveLimit { Name = "l" },
            new SetMember { Member = "m", Role = default }, new RemoveMember { Member = "m" }, new TakeSlot { Slot = "s", Item = "i" }, new FreeSlot { Slot = "s", Item = "i" },
        },
        command => Assert.Equal(Status.AccountUnknown, command.Decide(null, SmallCatalogue.First, Opened).Status));

    private static AccountState Account() =>
        new OpenAccount { Id = new(new("00000000-0000-4000-8000-000000000001")) }.Decide(null, SmallCatalogue.First, Opened).State! with { Keys = [Key("k1")] };

    private static AccountState Done(AccountState account, Command command)
    {
        var decision = command.Decide(account, SmallCatalogue.First, Opened);
        Assert.Equal(Status.Done, decision.Status);
        return decision.State!;
    }

    private static Key Key(string id) => new() { Id = id, Name = id, SecretHash = id, Preview = id, CreatedAt = Opened, UpdatedAt = Opened };

    private static AccountState WithKey(AccountState account, Func<Key, Key> change) => account with { Keys = [change(account.Keys[0])] };

    private static AccountState Limited(AccountState account, Limit limit) => account with { Limits = account.Limits.Insert(0, limit) };

    private static Limit Named(string name) => new() { Name = name, Seq = 1, Asset = "eur", Amount = default, Per = Window.Day };

    private static Hold Open(string id) => new()
    {
        Id = id, Operation = "draw", Quantity = Amount.Units(1), Asset = "eur", Amount = Amount.Units(2), Draws = [new("g2", Amount.Units(2))],
        Catalogue = 1, PlacedAt = Opened, ExpiresAt = Instant.InputMax,
    };

    private static Grant Pending(string id) => new()
    {
        Id = id, Asset = "usd", Source = GrantSource.Promo, Amount = Amount.Units(1), Priority = 1, GivenAt = Opened, Status = GrantStatus.Pending,
    };

    private static ImmutableArray<ProfileAttribute> Attributes(int count) => [.. Enumerable.Range(0, count).Select(number => new ProfileAttribute("a" + number, "1"))];
}
