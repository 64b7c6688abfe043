using System.Collections.Immutable;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// An entry as a journal keeps it. Hold, operation, asset and amount repeat, for auditors and indexes, what the body says;
/// the body is the truth, and <c>holdfast verify</c> holds the columns to it.
/// </summary>
public sealed record EntryRow
{
    public required AccountId Account { get; init; }

    /// <summary>From 1, without gaps, in each account.</summary>
    public required long Seq { get; init; }

    /// <summary>Never earlier than the account's entry before.</summary>
    public required Instant At { get; init; }

    /// <summary>The kind in snake case: <c>hold_placed</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The version of the catalogue that priced the entry.</summary>
    public required int Catalogue { get; init; }

    /// <summary>The caller's id for the command, unique in the account; null for what time did and for calls without an id.</summary>
    public string? CallerId { get; init; }

    /// <summary>Fingerprint of the request that came with <see cref="CallerId"/>; 0 without one.</summary>
    public long RequestHash { get; init; }

    /// <summary>The hold that the entry places, changes or ends; null for others.</summary>
    public string? Hold { get; init; }

    public string? Operation { get; init; }

    /// <summary>The asset of <see cref="Amount"/>; null for entries that move no money.</summary>
    public string? Asset { get; init; }

    /// <summary>The amount that the entry is about (given, held, charged, …), as the body's first posting tells; null without postings.</summary>
    public Amount? Amount { get; init; }

    /// <summary>Readable JSON, UTF-8.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>SHA-256 of the account's entry before; 32 zero bytes for the first.</summary>
    public required ReadOnlyMemory<byte> PreviousHash { get; init; }

    /// <summary>SHA-256 over <see cref="PreviousHash"/> and everything that is not a repetition: see <see cref="EntryCodec.Hash(EntryRow)"/>.</summary>
    public required ReadOnlyMemory<byte> Hash { get; init; }
}

/// <summary>An account's state right after the entry with this number, as JSON: loading starts from the newest one.</summary>
/// <param name="Hash">The hash of that entry.</param>
public sealed record Snapshot(AccountId Account, long Seq, ReadOnlyMemory<byte> Hash, ReadOnlyMemory<byte> State);

/// <summary>What an operator finds an account by. External ids are unique; e-mail addresses are not.</summary>
public sealed record AccountRow(AccountId Account, string? ExternalId, string? Email, Instant OpenedAt);

/// <summary>Finds the account of a secret. Never changes once written: whether the key is valid is judged on the account's state.</summary>
/// <param name="SecretHash">SHA-256 of the secret, 32 bytes.</param>
public sealed record KeyRow(ReadOnlyMemory<byte> SecretHash, AccountId Account, string KeyId);

/// <summary>A catalogue as the operator wrote it.</summary>
/// <param name="Version">From 1, without gaps.</param>
/// <param name="Since">In force from here on.</param>
public sealed record CatalogueRow(int Version, Instant Since, string Document);

/// <summary>What one command adds: all of it is written, or nothing.</summary>
public sealed record Write
{
    public required AccountId Account { get; init; }

    /// <summary>In order, at least one; the first follows the account's newest entry.</summary>
    public required ImmutableArray<EntryRow> Entries { get; init; }

    /// <summary>Every posting of <see cref="Entries"/>, for the trial balance.</summary>
    public ImmutableArray<Posting> Postings { get; init; } = [];

    /// <summary>The state after the last entry, when one is due.</summary>
    public Snapshot? Snapshot { get; init; }

    /// <summary>Set when the account is opened or what it is found by changes.</summary>
    public AccountRow? Directory { get; init; }

    /// <summary>Set when a key is made.</summary>
    public KeyRow? Key { get; init; }

    /// <summary>The newest catalogue that whoever decided knew of; by default it does not matter.</summary>
    public int CatalogueInForce { get; init; } = int.MaxValue;
}

/// <summary>What became of a <see cref="Write"/>.</summary>
public enum WriteOutcome
{
    /// <summary>On disk.</summary>
    Written,

    /// <summary>Not written: another node wrote that seq first, or an earlier write of the account in the same batch was not written.</summary>
    SeqTaken,

    /// <summary>Not written: the account already has an entry with that caller's id.</summary>
    CallerIdTaken,

    /// <summary>Not written: another account has that external id.</summary>
    ExternalIdTaken,

    /// <summary>Not written: another node has put a newer catalogue in force than <see cref="Write.CatalogueInForce"/>.</summary>
    CatalogueReplaced,
}
