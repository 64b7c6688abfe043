namespace Holdfast.Engine;

/// <summary>What became of one try to decide a command.</summary>
internal readonly struct Decided
{
    internal Try Try { get; init; }

    /// <summary>The cell in which it was decided, and its epoch then; null when it was not.</summary>
    internal Cell? Cell { get; init; }

    internal int Epoch { get; init; }

    /// <summary>Counts when <see cref="Rests"/> has been committed.</summary>
    internal Answer Answer { get; init; }

    /// <summary>
    /// The write with which the answer stands or falls: the command's own, or for one that wrote nothing the newest that it was
    /// judged on. Null when all of that is on disk.
    /// </summary>
    internal Item? Rests { get; init; }

    /// <summary>Whether <see cref="Rests"/> is the command's own.</summary>
    internal bool IsOwn { get; init; }

    /// <summary>Whether the command may not be done, so that nothing was written.</summary>
    internal bool IsRefusal { get; init; }

    /// <summary>The account's last entry that a refusal was judged on, committed or not.</summary>
    internal long JudgedSeq { get; init; }

    /// <summary>The version of the catalogue that a refusal was judged by.</summary>
    internal int JudgedCatalogue { get; init; }

    /// <summary>The account's last entry on disk then.</summary>
    internal long CommittedSeq { get; init; }

    /// <summary>Whether nothing that was decided in the cell has been lost in between.</summary>
    internal bool IsOfOneTimeWith(Cell cell) => Cell is null || (ReferenceEquals(Cell, cell) && Epoch == cell.Epoch);
}

/// <summary>How a try to decide went.</summary>
internal enum Try
{
    /// <summary>The cell does not hold the account: load it first.</summary>
    NotLoaded,

    /// <summary>What came before it may have to be decided anew, and comes first.</summary>
    OutOfTurn,

    /// <summary>The journal may know the caller's id, and must be asked first.</summary>
    SearchFirst,

    /// <summary>It is refused, and the journal must be asked whether that is still true.</summary>
    AskFirst,

    Decided,
}

/// <summary>What to do once the write that a decision rests on has landed.</summary>
internal enum Step
{
    /// <summary>The answer stands.</summary>
    Answer,

    /// <summary>The refusal stands, if it is still true of the journal and the caller's id did not come before.</summary>
    Confirm,

    /// <summary>The store has refused what only it can know.</summary>
    Refuse,

    /// <summary>Decide anew.</summary>
    Again,

    /// <summary>Ask the journal for the caller's id.</summary>
    Search,

    /// <summary>Ask the journal whether the write is there.</summary>
    FindOut,

    /// <summary>Wait for the store, then decide anew.</summary>
    Pause,
}

/// <summary>That the journal was asked for the caller's id, and did not know it, when the account's last entry was this one.</summary>
internal readonly record struct Search(long Seq)
{
    internal static readonly Search None = new(-1);

    internal bool Covers(long seq) => Seq == seq;
}

/// <summary>The cell that a command or a reader first met, and its epoch then.</summary>
internal readonly record struct Met(Cell? Cell, int Epoch)
{
    /// <summary>Whether what is met now was loaded from the journal since.</summary>
    internal bool IsBefore(Cell cell, int epoch) => Cell is not null && (!ReferenceEquals(Cell, cell) || Epoch != epoch);
}
