namespace Holdfast.Ledger;

/// <summary>A stretch of time: from its start, inclusive, to its end, exclusive.</summary>
public readonly record struct Period(Instant Start, Instant End)
{
    public bool Contains(Instant at) => Start <= at && at < End;

    /// <summary>Both ends as RFC 3339, with the slash that ISO 8601 puts between them.</summary>
    public override string ToString() => $"{Start}/{End}";
}
