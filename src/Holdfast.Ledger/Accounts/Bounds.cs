namespace Holdfast.Ledger;

/// <summary>What one account may hold, so that its state stays small.</summary>
public static class Bounds
{
    public const int GrantsMax = 1_000;
    public const int KeysMax = 1_000;

    /// <summary>Limits with a name; budgets that keys were made with are not among them.</summary>
    public const int LimitsMax = 100;

    public const int MembersMax = 1_000;

    public const int HoldsMax = 1_000_000;
    public const int AttributesMax = 100;

    /// <summary>Characters of a profile field, a name or an id that a caller gives.</summary>
    public const int TextMax = 256;

    /// <summary>Characters of one attribute's JSON.</summary>
    public const int AttributeMax = 16_384;

    /// <summary>A hold lives this long at most: 31 days.</summary>
    public static readonly TimeSpan HoldLifetimeMax = TimeSpan.FromDays(31);

    /// <summary>A hold lives this long when the caller does not say: 15 minutes.</summary>
    public static readonly TimeSpan HoldLifetimeDefault = TimeSpan.FromMinutes(15);

    /// <summary>A thing keeps its place in a slot this long at most, unless it is said again: 31 days.</summary>
    public static readonly TimeSpan LeaseMax = TimeSpan.FromDays(31);

    /// <summary>Work may be told of so long after it was done at most, whatever the catalogue says: 31 days.</summary>
    public static readonly TimeSpan LateUsageMax = TimeSpan.FromDays(31);

    /// <summary>Periods that are over and still told apart. Where more have ended in <see cref="LateUsageMax"/>, the first of them count as one.</summary>
    public const int EndedPeriodsMax = 20;

    /// <summary>A dead key is forgotten after this long, and is unknown from then on.</summary>
    public static readonly TimeSpan DeadKeyKept = TimeSpan.FromDays(30);

    /// <summary>A charge can be refunded for this long: 400 days.</summary>
    public static readonly TimeSpan RefundableFor = TimeSpan.FromDays(400);
}
