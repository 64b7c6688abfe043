namespace Holdfast.Ledger;

/// <summary>
/// What became of a command: one flat list of facts. They are checked in the order in which they stand here, so a caller
/// who breaks several rules always hears of the same one.
/// </summary>
public enum Status
{
    /// <summary>Decided, one entry made.</summary>
    Done,

    /// <summary>The same id with the same request came before: the first answer stands.</summary>
    Repeated,

    // Idempotency.

    /// <summary>The same id came before with another request.</summary>
    ExistsWithDifferentRequest,

    // Existence.

    AccountUnknown,
    AccountExists,
    ExternalIdTaken,
    HoldUnknown,

    /// <summary>The hold was captured, released or lapsed before.</summary>
    HoldClosed,

    EntryUnknown,

    /// <summary>The entry is no charge and no capture, or too old.</summary>
    EntryNotRefundable,

    LimitUnknown,

    // Account status.

    AccountClosed,
    AccountSuspended,

    // Shape: what the wire cannot know.

    AssetUnknown,
    MeterUnknown,
    SlotUnknown,
    OperationUnknown,
    PlanUnknown,

    /// <summary>The operation is priced by the caller, who named no amount, or an asset it cannot be paid in.</summary>
    AmountRequired,

    /// <summary>The operation is priced by its quantity, and none was named.</summary>
    QuantityRequired,

    QuantityOutOfRange,
    AmountOutOfRange,

    /// <summary>The asset has fewer decimals than the amount.</summary>
    AmountTooPrecise,

    /// <summary>An amount that the caller names is below or above what the operation may cost.</summary>
    AmountOutOfBounds,

    LifetimeOutOfRange,

    /// <summary>An expiry that is not after now, or not after the start.</summary>
    ExpiryOutOfRange,

    /// <summary>An anchor, a start or a moment too far away, or a password change in the future; work that was done in the future, or before the account was opened.</summary>
    InstantOutOfRange,

    /// <summary>Work that was done longer ago than it may be told of.</summary>
    UsageTooLate,

    TimeZoneUnknown,

    /// <summary>The account holds as many grants, keys, holds or attributes as one account may.</summary>
    TooMany,

    /// <summary>A capture of more than is held.</summary>
    CaptureExceedsHold,

    /// <summary>More than the charge has left to refund.</summary>
    RefundExceedsCharge,

    /// <summary>The plan does not entitle to an extension of this meter.</summary>
    ExtensionNotAllowed,

    /// <summary>A purchase beyond the asset's limit for one purchase and for the balance it leads to.</summary>
    PurchaseLimitExceeded,

    // The key.

    KeyUnknown,
    KeyRevoked,
    KeyExpired,
    ScopeMissing,

    /// <summary>The key belongs to one member, and the work is said to be another's.</summary>
    KeyOfAnotherMember,

    MemberUnknown,

    // Limits, in the order in which they are checked.

    /// <summary>The budget that the key was made with.</summary>
    KeyBudgetReached,

    // Named limits are checked in their own order, whichever of the two they lead to.

    /// <summary>A limit on money.</summary>
    BudgetReached,

    /// <summary>A limit on units of an operation.</summary>
    QuotaReached,

    SlotTaken,
    MeterExhausted,
    FundsInsufficient,

    /// <summary>A capture that overflows its hold, and would leave more debt than the asset allows.</summary>
    DebtLimitReached,

    CapReached,
}
