using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>
/// What made a balance what it is at an instant, or what changed it between two: a page of the entries that moved it, and what
/// became of its grants. Only so many entries are looked at, so that a long history costs no more than a short one; what lies
/// before them is told by what each grant had then.
/// </summary>
internal sealed class Explanation
{
    /// <summary>So many entries are looked at for what became of the grants, and so many for a page.</summary>
    internal const int LookedAtMax = 5_000;

    private readonly Dictionary<string, GrantStory> stories = new(StringComparer.Ordinal);

    private Explanation(string asset, History history, AccountView? opening, bool isDifference)
    {
        (Asset, History, Opening, IsDifference) = (asset, history, opening, isDifference);
        foreach (var grant in history.View.State.Grants) if (grant.Asset == asset) StoryOf(grant.Id).Closing = grant;
        foreach (var grant in opening?.State.Grants ?? []) if (grant.Asset == asset) StoryOf(grant.Id).Opening = grant;
    }

    internal string Asset { get; }

    internal History History { get; }

    /// <summary>Whether it is between two instants.</summary>
    internal bool IsDifference { get; }

    /// <summary>The account at the first of two instants; null when it was not open yet, and for an explanation of one instant.</summary>
    internal AccountView? Opening { get; }

    /// <summary>The number of the entry after which it begins.</summary>
    internal long After => Opening?.State.Seq ?? 0;

    /// <summary>What became of the grants that were there at either instant or in between, by the number of the entry that gave them.</summary>
    internal IEnumerable<GrantStory> Grants => stories.Values.OrderBy(story => story.Number).ThenBy(story => story.Id, StringComparer.Ordinal);

    /// <summary>The number from which on the entries were looked at for the grants.</summary>
    internal long Since { get; private set; }

    /// <summary>The page, newest first.</summary>
    internal List<Entry> Entries { get; } = [];

    /// <summary>The number before which the next page begins; null for the last page.</summary>
    internal long? NextBefore { get; private set; }

    /// <param name="before">Where the page begins; null for the first one, which also tells of the grants.</param>
    /// <param name="grant">Null for the entries that moved any of the asset.</param>
    internal static async ValueTask<Explanation> OfAsync(
        string asset, History history, AccountView? opening, bool isDifference, long? before, string? grant, int limit, CancellationToken cancel)
    {
        var explanation = new Explanation(asset, history, opening, isDifference);
        await explanation.ReadPageAsync(before ?? long.MaxValue, grant, limit, cancel);
        if (before is null) await explanation.ReadGrantsAsync(cancel);
        return explanation;
    }

    private async ValueTask ReadPageAsync(long before, string? grant, int limit, CancellationToken cancel)
    {
        var lookedAt = 0;
        await foreach (var entry in History.BackwardsAsync(before, After, cancel))
        {
            if (Entries.Count == limit || lookedAt++ == LookedAtMax)
            {
                NextBefore = entry.Seq + 1;
                return;
            }

            if (Moves(entry, grant)) Entries.Add(entry);
        }
    }

    private bool Moves(Entry entry, string? grant)
    {
        foreach (var posting in entry.Body.Postings) if (posting.Asset == Asset && (grant is null || posting.Grant == grant)) return true;
        foreach (var given in entry.Body.Grants) if (given.Asset == Asset && (grant is null || given.Id == grant)) return true;
        return grant is not null && entry.Body.Expired.Contains(grant);
    }

    private async ValueTask ReadGrantsAsync(CancellationToken cancel)
    {
        Since = History.Last + 1;
        if (!IsDifference && stories.Count == 0) return;

        // An explanation of one instant is over when the oldest grant that is there was given.
        var oldest = IsDifference ? After + 1 : stories.Values.Min(story => story.Number);
        await foreach (var entry in History.BackwardsAsync(long.MaxValue, After, cancel))
        {
            if (entry.Seq < oldest || History.Last - entry.Seq >= LookedAtMax) return;
            Since = entry.Seq;
            foreach (var given in entry.Body.Grants)
                if (given.Asset == Asset && IsToldOf(given.Id)) StoryOf(given.Id).Given = given;
            foreach (var posting in entry.Body.Postings)
                if (posting.Asset == Asset && posting.Grant is { } id && IsToldOf(id)) StoryOf(id).Add(posting, entry.Seq);
        }
    }

    /// <summary>What an explanation of one instant tells of is what is there then; between two, also what came and went.</summary>
    private bool IsToldOf(string grant) => IsDifference || stories.ContainsKey(grant);

    private GrantStory StoryOf(string id)
    {
        if (!stories.TryGetValue(id, out var story)) stories[id] = story = new(id);
        return story;
    }
}

/// <summary>What became of a grant.</summary>
internal sealed class GrantStory(string id)
{
    internal string Id => id;

    /// <summary>The grant at the first instant; null when it was not there.</summary>
    internal Grant? Opening { get; set; }

    /// <summary>The grant at the last instant; null when nothing is left of it.</summary>
    internal Grant? Closing { get; set; }

    /// <summary>The grant as an entry gave it; null when that was not looked at.</summary>
    internal Grant? Given { get; set; }

    /// <summary>The number of the entry that gave it.</summary>
    internal long Number { get; } = Grant.NumberOf(id);

    /// <summary>The movements of its money, by the books they went between.</summary>
    internal List<GrantMove> Moves { get; } = [];

    /// <summary>What it had before the entries that were looked at.</summary>
    internal (Amount Remaining, Amount Held) Before =>
        ((Closing?.Remaining ?? Amount.Zero) - Moved(Book.Available), (Closing?.Held ?? Amount.Zero) - Moved(Book.Held));

    private Amount Moved(Book book) => Moves.Aggregate(Amount.Zero, (sum, move) => sum + (move.To == book ? move.Amount : move.From == book ? -move.Amount : Amount.Zero));

    internal void Add(in Posting posting, long seq)
    {
        foreach (var move in Moves)
        {
            if (move.From != posting.From || move.To != posting.To) continue;
            move.Add(posting.Amount, seq);
            return;
        }

        var first = new GrantMove(posting.From, posting.To);
        first.Add(posting.Amount, seq);
        Moves.Add(first);
    }
}

/// <summary>All movements of a grant's money from one book to another.</summary>
internal sealed class GrantMove(Book from, Book to)
{
    private const int EntriesMax = 10;

    internal Book From => from;

    internal Book To => to;

    internal Amount Amount { get; private set; }

    internal long Count { get; private set; }

    /// <summary>The numbers of the newest entries that did it.</summary>
    internal List<long> Entries { get; } = [];

    internal void Add(Amount amount, long seq)
    {
        Amount += amount;
        Count++;
        if (Entries.Count < EntriesMax) Entries.Add(seq);
    }
}
