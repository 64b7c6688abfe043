using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>What a caller hears of a command, once it is on disk.</summary>
/// <param name="Entry">The command's own entry; for a repeat the first one. Null for a refusal, and for a repeat that had nothing to do.</param>
/// <param name="State">The state right after the entry; for a repeat or a refusal the one it was judged on. Null when there is no account.</param>
/// <param name="Lack">Which limit binds; null unless something is lacking.</param>
/// <param name="Before">The state that the command met, so that what it ended can still be told; null unless it is done just now.</param>
/// <param name="Bounds">Within what the amount must be; null unless it is not.</param>
/// <param name="Foresight">What the command would do; null unless that was all that was asked, and then nothing is on disk.</param>
public readonly record struct Answer(
    Status Status, Entry? Entry, AccountState? State, Lack? Lack, AccountState? Before = null, AmountBounds? Bounds = null, Foresight? Foresight = null)
{
    public bool IsDone => Status is Status.Done or Status.Repeated;
}

/// <summary>Who stands behind a secret.</summary>
/// <param name="Status"><see cref="Status.Done"/>, <see cref="Status.KeyUnknown"/>, <see cref="Status.KeyRevoked"/>, <see cref="Status.KeyExpired"/>; the account's own status is for the caller to judge.</param>
/// <param name="View">Null when the key is unknown.</param>
/// <param name="Key">Null when the key is unknown.</param>
public readonly record struct KeyHolder(Status Status, AccountView? View, Key? Key);

/// <summary>How the engine is set up.</summary>
public sealed record EngineOptions
{
    /// <summary>Accounts kept in memory; the least recently used go first.</summary>
    public int AccountsInMemory { get; init; } = 200_000;

    /// <summary>Entries after which an account's state is written down again, so that loading it stays short.</summary>
    public int SnapshotEvery { get; init; } = 512;
}
