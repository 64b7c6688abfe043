using System.Collections.Immutable;

namespace Holdfast.Ledger.Tests;

/// <summary>Commands by chance, most of them sensible, and instants by chance, most of them near.</summary>
internal sealed class RandomCommand(Random random)
{
    private static readonly string[] Zones =
        ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Apia", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati", "Mars/Olympus"];

    private static readonly TimeSpan[] Steps =
    [
        TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMicroseconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(14),
        TimeSpan.FromHours(1), TimeSpan.FromHours(5), TimeSpan.FromDays(1), TimeSpan.FromDays(3), TimeSpan.FromDays(9), TimeSpan.FromDays(29), TimeSpan.FromDays(31),
    ];

    private readonly List<Command> sent = [];
    private int holds;
    private int ids;

    /// <summary>Where a run begins: on any day, with a taste for the ends of months.</summary>
    public Instant Beginning()
    {
        var day = random.Next(3) switch { 0 => 31, 1 => random.Next(28, 32), _ => random.Next(1, 29) };
        var (year, month) = (random.Next(2020, 2031), random.Next(1, 13));
        var date = new DateTimeOffset(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)), 0, 0, 0, TimeSpan.Zero);
        return Instant.From(date) + (random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(random.Next(86_400)));
    }

    /// <summary>The next instant: near, or about the next one at which something is due, and rarely far or back.</summary>
    public Instant Later(Instant now, Instant due)
    {
        if (random.Next(40) == 0) return now + -Steps[random.Next(Steps.Length)];
        if (random.Next(6) == 0 && due < now + TimeSpan.FromDays(40)) return Instant.Max(now, due + TimeSpan.FromMicroseconds(random.Next(-1, 2)));
        if (random.Next(150) == 0) return now + TimeSpan.FromDays(random.Next(100, 450));
        return now + Steps[Math.Min(Math.Min(random.Next(Steps.Length), random.Next(Steps.Length)), random.Next(Steps.Length))];
    }

    public OpenAccount Open(AccountId id, Catalogue catalogue) => new()
    {
        Id = id,
        Plan = random.Next(3) == 0 ? null : PlanName(catalogue),
        TimeZone = Zones[random.Next(Zones.Length)],
        Billing = random.Next(2) == 0 ? Billing.UsageBased : (Billing)random.Next(3),
        Profile = new() { EmailVerified = random.Next(4) == 0 },
        CallerId = Id(),
    };

    public Command Next(AccountState account, Catalogue catalogue, Journal journal, Instant now)
    {
        if (sent.Count > 0 && random.Next(30) == 0) return sent[random.Next(sent.Count)];
        if (account.Status == AccountStatus.Suspended && random.Next(6) == 0) return new ChangeAccount { Suspended = false, CallerId = Id() };
        var debt = account.Balances.FirstOrDefault(balance => balance.Debt.IsPositive);
        var command = debt is null || random.Next(6) > 0 ? Chosen(account, catalogue, journal, now)
            : random.Next(2) == 0 ? Forgive(journal, catalogue)
            : Give(catalogue, now) with { Asset = debt.Asset, Amount = Amount(catalogue, debt.Asset, 50) };
        if (command.CallerId is not null) sent.Add(command);
        return command;
    }

    private Command Chosen(AccountState account, Catalogue catalogue, Journal journal, Instant now) => random.Next(100) switch
    {
        < 19 => Place(account, catalogue),
        < 33 => account.Holds.Count == 0 && random.Next(4) > 0 ? Place(account, catalogue) : Capture(account, catalogue),
        < 36 => new ReleaseHold { Hold = HoldId(account), CallerId = Id() },
        < 39 => new ExtendHold { Hold = HoldId(account), Lifetime = Lifetime(), CallerId = Id() },
        < 41 => random.Next(4) == 0 ? new RemoveLimit { Name = LimitName(), CallerId = Id() } : Limit(account, catalogue),
        < 55 => Charge(account, catalogue, now),
        < 66 => Give(catalogue, now),
        < 74 => Refund(journal, catalogue),
        < 77 => Plan(account, catalogue, now),
        < 80 => Change(account, now),
        < 84 => new SetCap { Asset = OwedName(catalogue), Amount = random.Next(6) == 0 ? null : Amount(catalogue, "dimes", random.Next(1, 20)), CallerId = Id() },
        < 87 => new SetExtension { Meter = MeterName(catalogue), Limit = random.Next(3) == 0 ? null : Ledger.Amount.Units(random.Next(40)), CallerId = Id() },
        < 88 => new SetAutoReload { Enabled = random.Next(2) == 0, Asset = AssetName(catalogue), Threshold = Amount(catalogue, "dimes", 9), Amount = Amount(catalogue, "coins", 3), CallerId = Id() },
        < 89 => new DismissNotices { Asset = AssetName(catalogue), CallerId = Id() },
        < 91 => Create(account, catalogue, now),
        < 92 => Member(account),
        < 94 => new RotateKey { Key = KeyId(account), Overlap = TimeSpan.FromHours(random.Next(-20, 740)), SecretHash = "s", Preview = "p", CallerId = Id() },
        < 95 => new RevokeKey { Key = KeyId(account), CallerId = Id() },
        < 97 => Take(account, catalogue),
        < 99 => Free(account, catalogue),
        _ => random.Next(8) == 0 ? new CloseAccount { CallerId = Id() } : Open(account.Id, catalogue),
    };

    private PlaceHold Place(AccountState account, Catalogue catalogue)
    {
        var (operation, quantity, amount) = Size(catalogue);
        var id = random.Next(12) == 0 ? HoldId(account) : $"h{++holds}";
        return new() { Hold = id, Operation = operation, Quantity = quantity, Amount = amount, Key = MaybeKey(account), Member = MaybeMember(account), Lifetime = random.Next(5) == 0 ? null : Lifetime() };
    }

    private Charge Charge(AccountState account, Catalogue catalogue, Instant now)
    {
        var (operation, quantity, amount) = Size(catalogue);
        return new()
        {
            Operation = operation, Quantity = quantity, Amount = amount, Key = MaybeKey(account), Member = MaybeMember(account), CallerId = Id(),
            UsedAt = random.Next(3) == 0 ? Used(account, catalogue, now) : null,
        };
    }

    /// <summary>Mostly a while ago, often about an instant from which on things are different.</summary>
    private Instant Used(AccountState account, Catalogue catalogue, Instant now) => random.Next(10) switch
    {
        0 => now,
        1 => now + TimeSpan.FromMicroseconds(random.Next(-1, 2)),
        2 => now + -catalogue.LateUsage + TimeSpan.FromMicroseconds(random.Next(-1, 2)),
        3 or 4 => account.Period.Start + TimeSpan.FromMicroseconds(random.Next(-2, 2)),
        5 when account.EndedPeriods.Length > 0 => account.EndedPeriods[random.Next(account.EndedPeriods.Length)].Start + TimeSpan.FromMicroseconds(random.Next(-1, 2)),
        6 => now + -TimeSpan.FromHours(random.Next(800)),
        _ => now + -(catalogue.LateUsage * random.NextDouble()),
    };

    private (string Operation, Amount? Quantity, AssetAmount? Amount) Size(Catalogue catalogue)
    {
        var operation = random.Next(40) == 0 ? null : catalogue.Operations.Values.OrderBy(each => each.Name, StringComparer.Ordinal).ElementAt(random.Next(catalogue.Operations.Count));
        if (operation is null) return ("gone", Units(false), null);
        var wrong = random.Next(40) == 0;
        return operation.PricedByCaller != wrong
            ? (operation.Name, null, AmountOf(catalogue, operation.PricedByCaller && random.Next(20) > 0 ? operation.CallerAssets[random.Next(operation.CallerAssets.Length)] : AssetName(catalogue)))
            : (operation.Name, Units(operation.Fractional), null);
    }

    private CaptureHold Capture(AccountState account, Catalogue catalogue)
    {
        var id = HoldId(account);
        var hold = account.Holds.Find(id);
        var command = new CaptureHold { Hold = id, Final = random.Next(2) == 0, Over = (OverCapture)random.Next(3), CallerId = Id() };
        var size = random.Next(10);
        if (hold is null || size == 0) return command;
        if (command.Over != OverCapture.Reject && random.Next(2) == 0) return Beyond(command, hold, account, catalogue);
        if (size == 1) return command with { Amount = AmountOf(catalogue, AssetName(catalogue)) };
        if (size == 2) return command with { Quantity = Units(fractional: true) };
        if (!catalogue.OfVersion(hold.Catalogue).Operations[hold.Operation].PricedByCaller)
            return command with { Quantity = size < 6 ? Ledger.Amount.Units(random.Next(0, (int)hold.Quantity.WholeUnits + 2)) : Part(Ledger.Amount.Max(Ledger.Amount.Zero, hold.Quantity - hold.Captured)) };
        return command with { Amount = new(hold.Asset!, size < 8 ? Amount(catalogue, hold.Asset!, (int)hold.Amount.WholeUnits + 2) : hold.Draws.Aggregate(Ledger.Amount.Zero, (sum, draw) => sum + draw.Amount)) };
    }

    /// <summary>More than the hold has, mostly about as much as is available beside it.</summary>
    private CaptureHold Beyond(CaptureHold command, Hold hold, AccountState account, Catalogue catalogue)
    {
        var terms = catalogue.OfVersion(hold.Catalogue);
        var operation = terms.Operations[hold.Operation];
        var tariff = hold.TariffPlan is { } plan ? terms.Plans[plan].Prices[hold.Operation] : operation.Tariff;
        var asset = hold.Asset ?? tariff?.Asset ?? "coins";
        var money = Amount(catalogue, asset, random.Next(2, 12)) + (random.Next(4) == 0 ? Ledger.Amount.Zero : account.Balance(asset).Available);
        if (operation.PricedByCaller) return command with { Amount = new(asset, hold.Draws.Aggregate(money, (sum, draw) => sum + draw.Amount)) };
        var price = tariff is { Each.IsPositive: true } ? tariff.Each : Ledger.Amount.Units(1);
        var units = money.Micros / price.Micros + random.Next(3);
        return command with { Quantity = hold.Quantity + Ledger.Amount.Units(units) };
    }

    private GiveGrant Give(Catalogue catalogue, Instant now)
    {
        var asset = AssetName(catalogue);
        return new()
        {
            Asset = asset,
            Amount = Amount(catalogue, asset, 50),
            Source = (GrantSource)new[] { 0, 0, 1, 2, 2, 4, 5, 6 }[random.Next(8)],
            Priority = random.Next(6) == 0 ? random.Next(40, 120) : null,
            StartsAt = random.Next(6) == 0 ? now + TimeSpan.FromHours(random.Next(-10, 200)) : null,
            ExpiresAt = random.Next(3) == 0 ? now + TimeSpan.FromHours(random.Next(0, 1_000)) : null,
            UntilVerified = random.Next(8) == 0,
            CallerId = Id(),
        };
    }

    private Refund Refund(Journal journal, Catalogue catalogue)
    {
        var charges = journal.Entries.Where(entry => entry.Body is Charged or HoldCaptured).Select(entry => entry.Seq).ToArray();
        var seq = charges.Length == 0 || random.Next(10) == 0 ? random.Next(0, journal.Entries.Count + 4) : charges[^(1 + Math.Min(random.Next(charges.Length), random.Next(20)))];
        return journal.Refund(seq, random.Next(2) == 0 ? null : Amount(catalogue, AssetName(catalogue), 9)) with { CallerId = Id() };
    }

    /// <summary>A refund of what became debt last.</summary>
    private Refund Forgive(Journal journal, Catalogue catalogue)
    {
        var overflowed = journal.Entries.Last(entry => entry.Body.Postings.Any(posting => posting is { Debt: true, To: Book.Consumed }));
        return journal.Refund(overflowed.Seq, random.Next(2) == 0 ? null : Amount(catalogue, overflowed.Body.Postings[0].Asset, 4)) with { CallerId = Id() };
    }

    private SetPlan Plan(AccountState account, Catalogue catalogue, Instant now) => new()
    {
        Plan = random.Next(8) == 0 ? null : random.Next(4) == 0 ? account.Plan?.Name : PlanName(catalogue),
        Status = random.Next(3) == 0 ? (PlanStatus)random.Next(6) : null,
        Billing = random.Next(4) == 0 ? (BillingPeriod)random.Next(5) : null,
        Anchor = random.Next(5) == 0 ? now + TimeSpan.FromHours(random.Next(4) == 0 ? random.Next(730, 760) : random.Next(-2_000, 740)) : null,
        AtPeriodEnd = random.Next(3) == 0,
        KeepsLeft = random.Next(3) == 0,
        KeepsPeriod = random.Next(3) == 0,
        CallerId = Id(),
    };

    private ChangeAccount Change(AccountState account, Instant now)
    {
        var change = new ChangeAccount { CallerId = Id() };
        return random.Next(8) switch
        {
            0 or 1 => change with { EmailVerified = random.Next(3) > 0 },
            2 => change with { Suspended = true },
            3 => change with { Billing = (Billing)random.Next(3) },
            4 => change with { PasswordChangedAt = new(true, now + TimeSpan.FromHours(random.Next(-2, 2))) },
            5 => change with { TimeZone = Zones[random.Next(Zones.Length)] },
            _ when account.Status == AccountStatus.Suspended => change with { Suspended = false },
            _ => change with { EmailVerified = true, TimeZone = account.TimeZone },
        };
    }

    private CreateKey Create(AccountState account, Catalogue catalogue, Instant now)
    {
        var asset = AssetName(catalogue);
        return new()
        {
            Name = "key", Member = MaybeMember(account), SecretHash = "s", Preview = "p", CallerId = Id(),
            Scopes = random.Next(3) switch { 0 => [], 1 => ["work"], _ => ["work", "special"] },
            ExpiresAt = random.Next(3) == 0 ? now + TimeSpan.FromHours(random.Next(0, 900)) : null,
            Budget = random.Next(4) == 0 ? null : new(asset, Amount(catalogue, asset, 25), (Window)random.Next(1, 5)),
        };
    }

    private SetLimit Limit(AccountState account, Catalogue catalogue)
    {
        var asset = random.Next(3) == 0 ? null : AssetName(catalogue);
        var operation = asset is null || random.Next(3) == 0 ? catalogue.Operations.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(catalogue.Operations.Count)) : null;
        return new()
        {
            Name = LimitName(), Asset = asset, Operation = random.Next(25) == 0 ? null : operation, Key = random.Next(3) == 0 ? MaybeKey(account) : null, CallerId = Id(),
            Member = MaybeMember(account),
            Amount = asset is null ? random.Next(20) == 0 ? new(random.Next(1, 2_000_000)) : Ledger.Amount.Units(random.Next(40)) : Amount(catalogue, asset, 30),
            Per = (Window)random.Next(5),
        };
    }

    /// <summary>As often as not what is there already.</summary>
    private TakeSlot Take(AccountState account, Catalogue catalogue)
    {
        var (slot, name) = Place(account, catalogue, there: random.Next(2) == 0);
        return new() { Slot = slot, Item = name, Lease = random.Next(2) == 0 ? null : Lifetime(), CallerId = Id() };
    }

    private Amount Units(bool fractional) => fractional && random.Next(2) == 0 ? new(random.Next(0, 9_000_000)) : Ledger.Amount.Units(random.Next(random.Next(10) == 0 ? 60 : 9));

    private Amount Part(Amount whole) => random.Next(2) == 0 ? whole : new(random.NextInt64(whole.Micros + 1));

    private AssetAmount AmountOf(Catalogue catalogue, string asset) => new(asset, Amount(catalogue, asset, random.Next(8) == 0 ? 60 : 9));

    /// <summary>Now and then with too many decimals.</summary>
    private Amount Amount(Catalogue catalogue, string asset, int units) =>
        random.Next(50) == 0 ? new(random.Next(2_000_000)) : RandomCatalogue.Amount(random, catalogue.Assets.TryGetValue(asset, out var known) ? known.Decimals : 0, units);

    private TimeSpan Lifetime() => random.Next(4) switch
    {
        0 => TimeSpan.FromSeconds(random.Next(0, 60)),
        1 => TimeSpan.FromMinutes(random.Next(1, 600)),
        2 => TimeSpan.FromHours(random.Next(1, 200)),
        _ => TimeSpan.FromDays(random.Next(1, 33)),
    };

    private string HoldId(AccountState account) => account.Holds.Count == 0 || random.Next(10) == 0
        ? $"h{random.Next(holds + 2)}"
        : account.Holds.ElementAt(random.Next(account.Holds.Count)).Id;

    private string? MaybeKey(AccountState account) => random.Next(account.Keys.IsEmpty ? 20 : 2) > 0 ? null : KeyId(account);

    private string KeyId(AccountState account) => account.Keys.IsEmpty || random.Next(15) == 0 ? "k0" : account.Keys[^(1 + Math.Min(random.Next(account.Keys.Length), random.Next(4)))].Id;

    private Command Member(AccountState account) => random.Next(3) == 0 && !account.Members.IsEmpty
        ? new RemoveMember { Member = MemberId(), CallerId = Id() }
        : new SetMember { Member = MemberId(), Role = (Role)random.Next(3), Name = random.Next(2) == 0 ? "n" : null, Email = random.Next(3) == 0 ? "e" : null, CallerId = Id() };

    private string? MaybeMember(AccountState account) => random.Next(account.Members.IsEmpty ? 40 : 3) > 0 ? null : MemberId();

    private string MemberId() => "m" + random.Next(3);

    private string LimitName() => "l" + random.Next(4);

    private string AssetName(Catalogue catalogue) => Name(catalogue.Assets.Keys, rare: 40);

    private string OwedName(Catalogue catalogue) =>
        random.Next(6) == 0 ? AssetName(catalogue) : catalogue.Assets.Values.Where(asset => asset.Postpaid).Select(asset => asset.Name).Order(StringComparer.Ordinal).DefaultIfEmpty("coins").First();

    private string MeterName(Catalogue catalogue) => Name(catalogue.Meters.Keys, rare: 20);

    private FreeSlot Free(AccountState account, Catalogue catalogue)
    {
        var (slot, name) = Place(account, catalogue, there: random.Next(3) > 0);
        return new() { Slot = slot, Item = name, CallerId = Id() };
    }

    /// <param name="there">True for one that is taken, if any is.</param>
    private (string Slot, string Item) Place(AccountState account, Catalogue catalogue, bool there)
    {
        var taken = there ? account.Slots.SelectMany(use => use.Items, (use, item) => (use.Slot, item.Item)).ToArray() : [];
        return taken.Length > 0 ? taken[random.Next(taken.Length)] : (SlotName(catalogue), ItemName());
    }

    private string SlotName(Catalogue catalogue) => Name(catalogue.Slots.Keys, rare: 20);

    private string PlanName(Catalogue catalogue) => Name(catalogue.Plans.Keys, rare: 20);

    private string Name(ImmutableArray<string> names, int rare) =>
        random.Next(rare) == 0 ? "unknown" : names.Order(StringComparer.Ordinal).ElementAt(random.Next(names.Length));

    /// <summary>Few names, so that they are taken again; some of them are those of holds.</summary>
    private string ItemName() => random.Next(3) == 0 ? $"h{holds}" : $"i{random.Next(6)}";

    /// <summary>Often none, mostly a new one, now and then one that was used before.</summary>
    private string? Id() => random.Next(3) == 0 ? null : random.Next(12) == 0 ? $"c{random.Next(ids + 1)}" : $"c{++ids}";
}
