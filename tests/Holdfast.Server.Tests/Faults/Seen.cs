namespace Holdfast.Server.Tests.Faults;

/// <summary>What a caller asked for.</summary>
internal enum Asked
{
    Grant,
    Hold,
    Capture,
    Release,
    Charge,
    Read,
}

/// <summary>What he was told.</summary>
internal enum Told
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>It may not be done.</summary>
    Refused,

    /// <summary>No answer came, or one that the store did not answer: it may have been done or not.</summary>
    Nothing,
}

/// <summary>One call, as its caller saw it. A call that was repeated under its id until an answer came is one.</summary>
/// <param name="Id">The caller's id; empty for a read.</param>
/// <param name="Amount">In millionths; 0 where none was named.</param>
/// <param name="Began">Its place among all beginnings and ends of calls.</param>
internal sealed record Seen(string Account, Asked Asked, string Id, long Amount, long Began)
{
    public Told Told { get; init; } = Told.Nothing;

    /// <summary>The place of its end.</summary>
    public long Ended { get; init; } = long.MaxValue;

    /// <summary>Of what was done, the entry's number; of a read, that of the account's last entry.</summary>
    public long Seq { get; init; }

    /// <summary>Of a read.</summary>
    public long Available { get; init; }

    /// <summary>Of a read.</summary>
    public long Held { get; init; }

    /// <summary>Of a refusal: the most that would have passed.</summary>
    public long Affordable { get; init; }
}

/// <summary>An entry as the journal shows it in the end.</summary>
/// <param name="Moved">The money that it is about, in millionths.</param>
/// <param name="Available">After it.</param>
/// <param name="Held">After it.</param>
/// <param name="Consumed">After it.</param>
internal sealed record Written(long Seq, DateTimeOffset At, string Kind, string? Id, long Moved, long Available, long Held, long Consumed);
