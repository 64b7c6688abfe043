using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>What became of a hold.</summary>
internal enum HoldStatus
{
    Open,

    /// <summary>Ended by a capture.</summary>
    Captured,

    /// <summary>Ended by a release; part of it may have been captured before.</summary>
    Released,

    /// <summary>Ended by its lifetime; part of it may have been captured before.</summary>
    Lapsed,
}

/// <summary>A hold as its entries tell it, after its end too, when the account's state knows it no more.</summary>
/// <param name="Hold">As it was placed, with what was captured and its expiry now.</param>
/// <param name="Held">Money set aside now.</param>
/// <param name="ClosedAt">Null while it is open.</param>
/// <param name="Seq">The number of the last entry about it; null where that is not known.</param>
/// <param name="Uncovered">What the last entry about it, a capture, could not take.</param>
internal sealed record HoldStory(Hold Hold, HoldStatus Status, Amount Held, Instant? ClosedAt, long? Seq, Amount Uncovered = default)
{
    /// <summary>A hold of an account's state.</summary>
    internal static HoldStory Open(Hold hold) => new(hold, HoldStatus.Open, hold.Draws.Aggregate(Amount.Zero, (sum, draw) => sum + draw.Amount), null, null);

    /// <summary>The hold that an entry placed.</summary>
    internal static HoldStory Placed(Entry entry) => Open(((HoldPlaced)entry.Body).AsHold(entry.At, entry.Catalogue)) with { Seq = entry.Seq };

    /// <summary>The hold right after a command that is done: from the state that the command met, or else from the journal.</summary>
    internal static async ValueTask<HoldStory> AfterAsync(AccountEngine engine, AccountId account, string hold, Answer answer, CancellationToken cancel)
    {
        var last = answer.Entry!;
        if (answer.Before?.Holds.Find(hold) is { } before) return Open(before).After(last);
        return Told((await engine.HoldEntriesAsync(account, hold, cancel)).Where(entry => entry.Seq <= last.Seq))!;
    }

    /// <summary>The hold as the journal tells it; null when the account never had one with that id.</summary>
    /// <param name="now">Brings it to this instant: a lifetime may have ended that nobody has written down.</param>
    internal static async ValueTask<HoldStory?> ReadAsync(AccountEngine engine, AccountId account, string hold, Instant now, CancellationToken cancel)
    {
        var story = Told(await engine.HoldEntriesAsync(account, hold, cancel));
        return story is { Status: HoldStatus.Open } && story.Hold.ExpiresAt <= now ? story.Ended(HoldStatus.Lapsed, story.Hold.ExpiresAt) : story;
    }

    private static HoldStory? Told(IEnumerable<Entry> entries) =>
        entries.Aggregate((HoldStory?)null, (story, entry) => story is null ? Placed(entry) : story.After(entry));

    private HoldStory After(Entry entry) => entry.Body switch
    {
        HoldCaptured captured => Captured(captured, entry.At),
        HoldExtended extended => this with { Hold = Hold with { ExpiresAt = extended.ExpiresAt }, Uncovered = Amount.Zero },
        HoldReleased => Ended(HoldStatus.Released, entry.At),
        HoldLapsed => Ended(HoldStatus.Lapsed, entry.At),
        _ => throw new InvalidOperationException($"Entry {entry.Seq} is about a hold, and a {entry.Body.Kind} is not known to be."),
    } with { Seq = entry.Seq };

    private HoldStory Captured(HoldCaptured captured, Instant at)
    {
        var hold = Hold with { Asset = captured.Use.Asset, Captured = Hold.Captured + captured.Use.Quantity, Paid = Hold.Paid + captured.Use.Amount };
        var story = this with { Hold = hold, Held = Amount.Max(Amount.Zero, Held - captured.Use.Amount), Uncovered = captured.Uncovered };
        return captured.Final ? story.Ended(HoldStatus.Captured, at) : story;
    }

    private HoldStory Ended(HoldStatus status, Instant at) =>
        this with { Status = status, Held = Amount.Zero, ClosedAt = at, Uncovered = status == HoldStatus.Captured ? Uncovered : Amount.Zero };
}
