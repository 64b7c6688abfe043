using System.Collections.Immutable;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// What a reader sees of an account: the last committed state, brought to an instant by time alone. It holds until
/// <see cref="ValidUntil"/> or the next entry, and so does whatever was rendered from it.
/// </summary>
public sealed class AccountView
{
    private Rendering[] renderings = [];

    internal AccountView(AccountState committed, AccountState state, ImmutableArray<Entry> unwritten, Catalogue catalogue, Instant at)
    {
        (Committed, State, Unwritten, Catalogue, At) = (committed, state, unwritten, catalogue, at);
        ValidUntil = Due.ChangesAt(state, catalogue, at);
        ETag = $"\"{committed.Seq}-{state.NextDueAt.Micros:x}-{ValidUntil.Micros:x}-{catalogue.Version}\"";
    }

    /// <summary>The state that all of this follows from.</summary>
    internal AccountState Committed { get; }

    /// <summary>The state now; its <see cref="AccountState.Seq"/> counts entries that time has made due and nobody has written.</summary>
    public AccountState State { get; }

    /// <summary>What time had made due and nobody had written: the entries with which <see cref="State"/> goes beyond the journal.</summary>
    public ImmutableArray<Entry> Unwritten { get; }

    /// <summary>The number of the last entry in the journal.</summary>
    public long Seq => Committed.Seq;

    public Catalogue Catalogue { get; }

    /// <summary>An instant at which <see cref="State"/> is true; it stays so until <see cref="ValidUntil"/>.</summary>
    public Instant At { get; }

    /// <summary>When something that a reader can see changes by time alone.</summary>
    public Instant ValidUntil { get; }

    /// <summary>Stands for everything a reader can see, quotes included.</summary>
    public string ETag { get; }

    /// <summary>What was rendered before for the same reader and variant; null when nothing was.</summary>
    /// <param name="reader">Compared by reference.</param>
    public Rendering? Rendered(object reader, string? variant)
    {
        foreach (var rendering in Volatile.Read(ref renderings))
            if (ReferenceEquals(rendering.Reader, reader) && rendering.Variant == variant) return rendering;
        return null;
    }

    /// <summary>Keeps what was rendered, for at most a few readers.</summary>
    public Rendering Keep(object reader, string? variant, ReadOnlyMemory<byte> bytes)
    {
        // What one key was shown is not known to another, so the variant is part of the mark.
        var etag = variant is null ? ETag : $"{ETag.AsSpan(0, ETag.Length - 1)}-{variant}\"";
        var rendering = new Rendering(reader, variant, bytes, etag);
        var before = Volatile.Read(ref renderings);
        if (before.Length >= RenderingsMax) before = [];
        Volatile.Write(ref renderings, [.. before, rendering]);
        return rendering;
    }

    private const int RenderingsMax = 8;
}

/// <summary>What was rendered from an account's state.</summary>
/// <param name="Reader">Who rendered it.</param>
/// <param name="Variant">What tells it from the reader's other renderings; null when nothing does.</param>
/// <param name="ETag">Stands for the bytes, quotes included.</param>
public sealed record Rendering(object Reader, string? Variant, ReadOnlyMemory<byte> Bytes, string ETag);

