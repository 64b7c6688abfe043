using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>One row of an account's journal: a fact. Replaying an account's entries gives its state.</summary>
public sealed record Entry
{
    /// <summary>From 1, without gaps.</summary>
    public required long Seq { get; init; }

    /// <summary>When it took effect; what time did carries the instant it was due. Never earlier than the entry before.</summary>
    public required Instant At { get; init; }

    /// <summary>The version of the catalogue that decided it.</summary>
    public required int Catalogue { get; init; }

    /// <summary>The caller's id for the command; null where there was none.</summary>
    public string? CallerId { get; init; }

    /// <summary>Fingerprint of the request, so that the same id with another request is noticed; 0 without an id.</summary>
    public long RequestHash { get; init; }

    public required EntryBody Body { get; init; }

    /// <summary>The entry that follows an account's last one, with all that its body leads to, and the state after it.</summary>
    /// <param name="inForce">The catalogue that decides it.</param>
    internal static (Entry Entry, AccountState After) Next(AccountState account, Catalogue inForce, Instant at, EntryBody body, string? callerId = null, long requestHash = 0)
    {
        var entry = new Entry
        {
            Seq = account.Seq + 1,
            At = at,
            Catalogue = inForce.Version,
            CallerId = callerId,
            RequestHash = requestHash,
            Body = Posted.Completed(account, body),
        };
        var after = account.Apply(entry);
        var alerts = new Alerts(account, after, inForce, at).Of(entry.Body);
        // Stryker disable once Conditional : the same entry either way, but for a copy
        return (alerts.IsEmpty ? entry : entry with { Body = entry.Body with { Alerts = alerts } }, after);
    }
}

/// <summary>What an entry says. Each kind stands beside the command that makes it.</summary>
public abstract record EntryBody
{
    /// <summary>The name of the kind in the journal.</summary>
    public abstract string Kind { get; }

    /// <summary>The hold that the entry is about; null for others.</summary>
    public virtual string? HoldId => null;

    /// <summary>The operation that was used; null for others.</summary>
    public virtual string? OperationName => null;

    /// <summary>The id of the key that asked for the use; null for others, and where no key did.</summary>
    internal virtual string? KeyId => null;

    /// <summary>Grants that the entry gives, or that a refund brings back.</summary>
    public ImmutableArray<Grant> Grants { get; init; } = [];

    /// <summary>Grants that can be spent no more from this entry on.</summary>
    public ImmutableArray<string> Expired { get; init; } = [];

    /// <summary>The money that moves.</summary>
    public ImmutableArray<Posting> Postings { get; init; } = [];

    /// <summary>What is available after the entry, of each asset it moves.</summary>
    public ImmutableArray<AssetAmount> After { get; init; } = [];

    /// <summary>What somebody should hear of that the entry has led to. It is told, and changes nothing.</summary>
    public ImmutableArray<Alert> Alerts { get; init; } = [];

    /// <summary>What the entry changes besides money, which has moved already.</summary>
    internal abstract AccountState Apply(AccountState account, Entry entry);
}
