using System.Collections.Concurrent;

namespace Holdfast.Server.Tests.Faults;

/// <summary>
/// What all callers saw, and whether one server could have told it that never loses, doubles or overdraws anything. It
/// knows nothing of how the server works: only the calls, in the order in which they began and ended, and the entries that
/// are there in the end.
/// </summary>
internal sealed class History
{
    private readonly ConcurrentBag<Seen> calls = [];
    private long place;

    public IReadOnlyCollection<Seen> Calls => calls;

    /// <summary>The next place among the beginnings and ends of calls.</summary>
    public long Next() => Interlocked.Increment(ref place);

    public void Add(Seen call) => calls.Add(call);

    /// <summary>What cannot be, a sentence for each; empty when all of it can.</summary>
    /// <param name="entries">All of the account's, in order.</param>
    /// <param name="limit">The most that may be held and consumed, ever.</param>
    public IReadOnlyList<string> Broken(string account, IReadOnlyList<Written> entries, long limit)
    {
        var own = calls.Where(call => call.Account == account).OrderBy(call => call.Began).ToList();
        return [.. Chain(entries), .. Limits(entries, limit), .. Acknowledged(own, entries), .. Unasked(own, entries), .. Backwards(own), .. Reads(own, entries), .. Refusals(own, entries, limit)];
    }

    private static IEnumerable<string> Chain(IReadOnlyList<Written> entries)
    {
        for (var at = 0; at < entries.Count; at++)
        {
            if (entries[at].Seq != at + 1) yield return $"entry {entries[at].Seq} stands where {at + 1} should";
            if (at > 0 && entries[at].At < entries[at - 1].At) yield return $"entry {entries[at].Seq} is earlier than the one before it";
        }
    }

    private static IEnumerable<string> Limits(IReadOnlyList<Written> entries, long limit)
    {
        foreach (var entry in entries)
        {
            if (entry.Available < 0 || entry.Held < 0) yield return $"after entry {entry.Seq} {entry.Available} are available and {entry.Held} held";
            if (entry.Held + entry.Consumed > limit) yield return $"after entry {entry.Seq} {entry.Held + entry.Consumed} are used of {limit}";
        }
    }

    /// <summary>No acknowledged entry is lost, or another than was told.</summary>
    private static IEnumerable<string> Acknowledged(List<Seen> own, IReadOnlyList<Written> entries)
    {
        var byId = entries.Where(entry => entry.Id is not null).ToLookup(entry => entry.Id);
        foreach (var call in own.Where(call => call is { Told: Told.Done, Asked: not Asked.Read }))
        {
            var entry = byId[call.Id].FirstOrDefault(entry => entry.Seq == call.Seq);
            if (entry is null) yield return $"{call.Asked} {call.Id} was told as entry {call.Seq}, which is not there";
            else if (entry.Kind != Kind(call.Asked) || (call.Asked != Asked.Release && entry.Moved != call.Amount)) yield return $"{call.Asked} {call.Id} of {call.Amount} became {entry.Kind} of {entry.Moved}";
        }
    }

    /// <summary>Nothing is there twice, nor what nobody asked for, nor what was refused.</summary>
    private static IEnumerable<string> Unasked(List<Seen> own, IReadOnlyList<Written> entries)
    {
        var asked = own.Where(call => call.Asked != Asked.Read).ToLookup(call => call.Id);
        foreach (var same in entries.Where(entry => entry.Id is not null).GroupBy(entry => entry.Id!))
        {
            if (same.Count() > 1) yield return $"{same.Key} is there {same.Count()} times";
            if (!asked.Contains(same.Key)) yield return $"{same.Key} is there, and nobody asked for it";
            else if (asked[same.Key].All(call => call.Told == Told.Refused)) yield return $"{same.Key} is there, and was refused";
        }
    }

    /// <summary>Whatever is told comes no earlier than what was told before it was asked for; a new entry comes after.</summary>
    private static IEnumerable<string> Backwards(List<Seen> own)
    {
        foreach (var call in own.Where(call => call.Told == Told.Done))
        {
            var known = Known(own, call.Began);
            if (call.Seq < known || (call.Asked != Asked.Read && call.Seq == known)) yield return $"{call.Asked} {call.Id} was told entry {call.Seq} after {known} had been told";
        }
    }

    /// <summary>A read shows the account as it was after the entry that it names.</summary>
    private static IEnumerable<string> Reads(List<Seen> own, IReadOnlyList<Written> entries)
    {
        foreach (var read in own.Where(call => call is { Asked: Asked.Read, Told: Told.Done }))
        {
            var entry = read.Seq >= 1 && read.Seq <= entries.Count ? entries[(int)read.Seq - 1] : null;
            if (entry is null) yield return $"a read showed entry {read.Seq}, which is not there";
            else if ((entry.Available, entry.Held) != (read.Available, read.Held)) yield return $"a read showed {read.Available} and {read.Held} after entry {read.Seq}, and it was {entry.Available} and {entry.Held}";
        }
    }

    /// <summary>A refusal is true of some state that the account was in while it was asked for.</summary>
    private static IEnumerable<string> Refusals(List<Seen> own, IReadOnlyList<Written> entries, long limit)
    {
        foreach (var refusal in own.Where(call => call.Told == Told.Refused))
        {
            var from = Known(own, refusal.Began);
            var later = own.Where(call => call is { Told: Told.Done, Asked: not Asked.Read } && call.Began > refusal.Ended).Select(call => call.Seq);
            var to = later.DefaultIfEmpty(long.MaxValue).Min() - 1;
            var rooms = entries.Where(entry => entry.Seq >= from && entry.Seq <= to).Select(entry => Math.Min(entry.Available, limit - entry.Held - entry.Consumed));
            if (!rooms.Any(room => room < refusal.Amount && room == refusal.Affordable))
                yield return $"{refusal.Asked} {refusal.Id} of {refusal.Amount} was refused with {refusal.Affordable} affordable, which was never so between entries {from} and {to}";
        }
    }

    /// <summary>The last entry that anybody had been told of at a place.</summary>
    private static long Known(List<Seen> own, long place) => own.Where(call => call.Told == Told.Done && call.Ended < place).Select(call => call.Seq).DefaultIfEmpty(0).Max();

    private static string Kind(Asked asked) => asked switch
    {
        Asked.Grant => "grant_given",
        Asked.Hold => "hold_placed",
        Asked.Capture => "hold_captured",
        Asked.Release => "hold_released",
        Asked.Charge => "charged",
        Asked.Read => "",
    };
}
