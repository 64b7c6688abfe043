namespace Holdfast.Ledger.Tests;

/// <summary>
/// The rules once more, told as simply as they can be: lists that are never shortened, decimals, and every figure summed
/// anew whenever it is asked for. It shares with the ledger the commands, the catalogue's data and the calendar, which has
/// proofs of its own, and no rule.
/// </summary>
internal sealed partial class Oracle
{
    /// <summary>What is to come of a command.</summary>
    public sealed record Verdict(Status Status, string? Limit = null, decimal Available = 0, decimal Affordable = 0, decimal Uncovered = 0)
    {
        public static implicit operator Verdict(Status status) => new(status);
    }

    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(30);

    private readonly List<Catalogue> versions;
    private readonly List<LotOf> lots = [];
    private readonly List<HoldOf> holds = [];
    private readonly List<ChargeOf> charges = [];
    private readonly List<KeyOf> keys = [];
    private readonly List<WindowOf> windows = [];
    private readonly List<PlaceOf> places = [];
    private readonly List<NoticeOf> notices = [];
    private readonly Dictionary<(string Asset, Book Book), decimal> books = [];
    private readonly Dictionary<string, decimal> spent = [];
    private readonly Dictionary<string, decimal> debts = [];
    private readonly Dictionary<string, (Instant? Ahead, Instant? Last)> expiries = [];
    private readonly Dictionary<string, decimal?> extensions = [];
    private readonly Dictionary<string, string> requests = [];

    private TimeZoneInfo zone = TimeZoneInfo.Utc;
    private string zoneName = "UTC";
    private Billing billing;
    private bool opened, closed, suspended, verified, trial;
    private (string Asset, decimal Amount)? cap;
    private SetAutoReload? reload;
    private Instant? firstCharge, lastRefund;
    private Instant openedAt, anchor, periodEnd;

    /// <summary>Counts the periods, so that two that begin at one instant are two.</summary>
    private int period;
    private PlanOf? plan;
    private PlanStatus? endedAs;

    public Oracle(Catalogue first) => versions = [first];

    /// <summary>Up to when time has done its part.</summary>
    public Instant Time { get; private set; }

    public long Seq { get; private set; }

    public bool IsOpen => opened;

    public void Add(Catalogue next) => versions.Add(next);

    /// <summary>Predicts a command, and takes it as done where it will be.</summary>
    public Verdict Do(Command command, Instant now)
    {
        var request = Table.Line(command);
        if (command.CallerId is { } id && requests.TryGetValue(id, out var first)) return first == request ? Status.Repeated : Status.ExistsWithDifferentRequest;
        if (now < Time) now = Time;
        if (!opened && command is not OpenAccount) return Status.AccountUnknown;
        if (opened) Advance(now);
        var seen = opened ? Seen(now) : null;
        var verdict = Decide(command, InForce(now), now);
        if (verdict.Status != Status.Done) return verdict;
        Tell(seen, now);
        if (command.CallerId is { } new_) requests[new_] = request;
        Time = now;
        return verdict;
    }

    private Verdict Decide(Command command, Catalogue catalogue, Instant now) => command switch
    {
        OpenAccount open => Open(open, catalogue, now),
        ChangeAccount change => Change(change, now),
        CloseAccount => Close(),
        SetCap set => Cap(set, catalogue),
        SetExtension set => Extension(set, catalogue),
        SetAutoReload set => Reload(set, catalogue),
        DismissNotices dismiss => Dismiss(dismiss, catalogue),
        GiveGrant give => Give(give, catalogue, now),
        Refund refund => Refund(refund, catalogue, now),
        PlaceHold place => Place(place, catalogue, now),
        Charge charge => Charge(charge, catalogue, now),
        CaptureHold capture => Capture(capture, catalogue, now),
        ReleaseHold release => Release(release, now),
        ExtendHold extend => Extend(extend, now),
        SetPlan set => Plan(set, catalogue, now),
        CreateKey create => Create(create, catalogue, now),
        RotateKey rotate => Rotate(rotate, now),
        RevokeKey revoke => Revoke(revoke, now),
        SetMember set => Set(set, now),
        RemoveMember remove => Remove(remove, now),
        SetLimit set => Set(set, catalogue, now),
        RemoveLimit remove => Remove(remove),
        TakeSlot take => Take(take, catalogue, now),
        FreeSlot free => Free(free, catalogue),
        _ => throw new InvalidDataException(command.ToString()),
    };

    private Catalogue InForce(Instant at) => versions.LastOrDefault(version => version.Since <= at) ?? versions[0];

    private Verdict Done()
    {
        Seq++;
        return Status.Done;
    }

    private static decimal D(Amount amount) => amount.Micros / 1_000_000m;

    private static decimal D(Amount? amount) => D(amount!.Value);

    /// <summary>How an amount of an asset that a caller named is wrong; nothing where it is not.</summary>
    private static Status? Wrong(decimal amount, int decimals) =>
        amount is < 0 or > 1_000_000_000_000m ? Status.AmountOutOfRange
        : amount != decimal.Round(amount, decimals) ? Status.AmountTooPrecise
        : null;

    private static decimal RoundedUp(decimal amount, int decimals) => NaiveTariff.RoundedUp(amount, decimals);

    private decimal Book(string asset, Book book) => books.GetValueOrDefault((asset, book));

    private void Move(string asset, Book from, Book to, decimal amount)
    {
        books[(asset, from)] = Book(asset, from) - amount;
        books[(asset, to)] = Book(asset, to) + amount;
    }

    /// <summary>Money comes to a lot, and goes on at once to what is debt.</summary>
    private void Comes(LotOf lot, Book from, decimal amount)
    {
        var paid = Math.Min(amount, debts.GetValueOrDefault(lot.Asset));
        Move(lot.Asset, from, Ledger.Book.Available, amount);
        Move(lot.Asset, Ledger.Book.Available, Ledger.Book.Receivable, paid);
        debts[lot.Asset] = debts.GetValueOrDefault(lot.Asset) - paid;
        lot.Left += amount - paid;
    }

    private bool MayOwe(string asset, Catalogue catalogue) => billing == Billing.UsageBased && catalogue.Assets[asset].Postpaid;

    /// <summary>Whose limits hold.</summary>
    private Plan Terms(Catalogue catalogue) => plan is not null && catalogue.Plans.TryGetValue(plan.Name, out var named) ? named : catalogue.DefaultPlan;

    /// <summary>A lot of an asset.</summary>
    private sealed class LotOf
    {
        public required string Id;
        public required long Number;
        public required string Asset;
        public required GrantSource Source;
        public required decimal Amount;
        public required int Priority;
        public required Instant Given;
        public Instant? Starts;
        public Instant? Ends;
        public bool Waits;
        public bool Gone;
        public bool Rolled;

        /// <summary>For a pool: the number of the period that it was given for.</summary>
        public int Period;

        /// <summary>For a pool that a change of plan has ended: what lapsed then.</summary>
        public decimal Lapsed;
        public bool Begun;
        public decimal Left;
        public decimal Held;
    }

    /// <summary>An open hold, or one that was.</summary>
    private sealed class HoldOf
    {
        public required string Id;
        public required Operation Operation;
        public required Catalogue Version;
        public required decimal Quantity;
        public string? Asset;
        public decimal Amount;
        public required Instant Placed;
        public Instant Ends;
        public bool Over;
        public decimal Captured;
        public decimal Paid;
        public required List<(LotOf? Lot, decimal Amount)> Draws;
        public required List<(WindowOf Window, decimal Per)> Meters;
        public required List<SpanOf> Limits;
        public string? Key;
        public string? Member;

        /// <summary>The period in which its units have a place; null where its price does not count the period.</summary>
        public int? PlacedIn;
        public decimal Before;
        public Tariff? Tariff;
        public string? TariffPlan;
        public decimal Left => Draws.Sum(draw => draw.Amount);
    }

    /// <summary>A charge or a capture.</summary>
    private sealed class ChargeOf
    {
        public required long Seq;
        public required Instant At;
        public required int Period;

        /// <summary>When the work was done, and the period of that.</summary>
        public required Instant Used;
        public required int UsedIn;
        public required string Operation;

        /// <summary>Of the catalogue that priced it.</summary>
        public int Version;
        public required decimal Quantity;
        public string? Asset;
        public decimal Amount;
        public decimal Refunded;
        public bool WasRefunded;
        public decimal QuantityBack;
        public int? PlacedIn;
        public bool Completes;
        public required List<(LotOf? Lot, decimal Amount)> Draws;

        /// <summary>What became debt, after all that was drawn.</summary>
        public decimal Debt;

        /// <summary>What was refunded of what is owed, meters aside.</summary>
        public decimal OwedBack;
        public required List<(WindowOf Window, decimal Quantity, string? Asset, decimal Billed, decimal Units)> Meters;
        public required List<SpanOf> Limits;
    }

    /// <summary>What a meter counts in one window.</summary>
    private sealed class WindowOf
    {
        public required string Meter;

        /// <summary>The window, or for the account's period its number.</summary>
        public required object When;
        public decimal Used;
        public decimal Billed;
        public decimal BilledUnits;
        public (decimal Limit, string Asset, decimal Price)? Overage;
        public bool Known = true;
    }

    private sealed class KeyOf
    {
        public required string Id;
        public string? Member;
        public required List<string> Scopes;
        public Instant? Ends;
        public Instant? Revoked;

        /// <summary>The first of the keys that it came from by rotation.</summary>
        public required string Line;
    }

    /// <summary>A place that is taken.</summary>
    private sealed class PlaceOf
    {
        public required string Slot;

        /// <summary><c>item</c> or <c>hold</c>, and a name.</summary>
        public required string Name;
        public Instant? Ends;
    }

    private sealed class NoticeOf
    {
        public required string Asset;
        public required Instant Since;
        public int Grants;
    }

    private sealed class PlanOf
    {
        public required string Name;
        public required PlanStatus Status;
        public PlanStatus? Before;
        public required Instant Since;
        public required BillingPeriod Billing;
        public Instant? Renews;
        public (string? Plan, BillingPeriod Billing, Instant At)? Pending;
    }
}
