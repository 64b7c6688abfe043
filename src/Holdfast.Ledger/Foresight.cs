using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>What a command would do, told without doing it.</summary>
public sealed record Foresight
{
    public required Decision Decision { get; init; }

    /// <summary>What time would write first; empty when the command is refused or has nothing to do.</summary>
    public ImmutableArray<Entry> Due => Decision.Entries.IsEmpty ? [] : Decision.Entries[..^1];

    /// <summary>The money that the command's own entry takes, from whichever grant.</summary>
    public ImmutableArray<ForeseenDraw> Draws { get; init; } = [];

    /// <summary>The limits that have more or less left after the command than before it, at its instant; none for an account that it opens.</summary>
    public ImmutableArray<ForeseenLimit> Limits { get; init; } = [];

    /// <param name="before">The state that the command is judged on; null where there is no account.</param>
    internal static Foresight Of(Decision decision, AccountState? before, Catalogue catalogue, Instant now)
    {
        if (decision.Status != Status.Done) return new() { Decision = decision };
        var body = decision.Entry.Body;
        return new()
        {
            Decision = decision,
            Draws = DrawsOf(body, before),
            Limits = before is null ? [] : Changed(before, decision.State!, catalogue, now, KeyOf(body, before)),
        };
    }

    /// <summary>The id of the key that pays, or is paid back; null for none.</summary>
    private static string? KeyOf(EntryBody body, AccountState? before) =>
        body.KeyId ?? (body.HoldId is { } hold ? before?.Holds.Find(hold)?.Key : null);

    // Stryker disable Linq : a grant that moves is known, or given by the entry itself
    private static ImmutableArray<ForeseenDraw> DrawsOf(EntryBody body, AccountState? before) =>
    [
        .. from posting in body.Postings
           where posting.To is Book.Held or Book.Consumed || posting is { From: Book.Available, To: Book.Receivable }
           select new ForeseenDraw(posting, posting.Grant is null ? null : before?.Grant(posting.Grant) ?? body.Grants.First(grant => grant.Id == posting.Grant)),
    ];
    // Stryker restore Linq

    private static ImmutableArray<ForeseenLimit> Changed(AccountState before, AccountState after, Catalogue catalogue, Instant now, string? key)
    {
        var left = Rooms.All(before, catalogue, now, key).ToDictionary(room => room.Limit, room => room.Left);
        var changed = ImmutableArray.CreateBuilder<ForeseenLimit>();
        foreach (var (limit, more) in Rooms.All(after, catalogue, now, key))
            if (!left.Remove(limit, out var less) || less != more) changed.Add(new(limit, less, more));
        foreach (var (limit, gone) in left) changed.Add(new(limit, gone, null));
        return changed.ToImmutable();
    }
}

/// <summary>Money that would be taken.</summary>
/// <param name="Grant">The grant that it comes from, before; null for what would be owed or become debt.</param>
public sealed record ForeseenDraw(Posting Posting, Grant? Grant);

/// <summary>What a limit has left before and after; null where nothing limits.</summary>
public sealed record ForeseenLimit(string Limit, Amount? Before, Amount? After);
