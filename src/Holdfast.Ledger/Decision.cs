using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>What a command leads to: a status, and when it is <see cref="Status.Done"/> the entries and the state after them.</summary>
public sealed record Decision
{
    public required Status Status { get; init; }

    /// <summary>What time had made due, then the command's own entry last; empty when it was refused.</summary>
    public ImmutableArray<Entry> Entries { get; init; } = [];

    /// <summary>The state after <see cref="Entries"/>; for a refusal the state it was judged on, null when there is no account.</summary>
    public AccountState? State { get; init; }

    /// <summary>Which limit binds, and how much would pass; null unless the refusal is for lack of something.</summary>
    public Lack? Lack { get; init; }

    /// <summary>Within what the amount must be; null unless the refusal is <see cref="Status.AmountOutOfBounds"/>.</summary>
    public AmountBounds? Bounds { get; init; }

    /// <summary>The command's own entry.</summary>
    public Entry Entry => Entries[^1];
}

/// <summary>Why something is lacking, and how much is not.</summary>
/// <param name="Limit">The kind and the name of the limit that binds: <c>funds:eur</c>, <c>meter:characters</c>, <c>slot:voices</c>, <c>cap:usd</c>, <c>key:k2</c>, <c>limit:team</c>.</param>
/// <param name="Available">What that limit has left.</param>
/// <param name="Affordable">
/// The largest quantity (or amount, where the caller names it) that would pass every limit now. Where more may cost less, it
/// may be larger than what was asked for.
/// </param>
public sealed record Lack(string Limit, Amount Available, Amount Affordable);
