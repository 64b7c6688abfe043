using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>
/// What moved an account's balances over a stretch of time, as it is written: what there was, line by line what changed it, sums
/// by operation, and what there is then. Lines are read as they are told, so a statement may be as long as it likes.
/// </summary>
internal sealed class Statement
{
    private readonly History history;
    private readonly string? asset;
    private readonly Instant? end;
    private readonly long? periodSeq;
    private readonly SortedDictionary<(string Operation, string Asset), StatementSum> sums = new(Comparer<(string, string)>.Create(Compare));

    /// <param name="end">Exclusive; null for no end.</param>
    /// <param name="periodSeq">The number of the entry that began the period which the statement is of; null when it is of none.</param>
    private Statement(History history, string? asset, AccountState? opening, Instant? end, long? periodSeq) =>
        (this.history, this.asset, State, this.end, this.periodSeq) = (history, asset, opening, end, periodSeq);

    /// <summary>The account before the first line, then after the line that was told; null before it was opened.</summary>
    internal AccountState? State { get; private set; }

    internal AccountId Account => history.View.State.Id;

    /// <summary>The period; null when it is of none.</summary>
    internal Period? Period { get; private init; }

    /// <summary>The balances now, of the asset or of all.</summary>
    internal IEnumerable<Balance> Balances => (State?.Balances ?? []).Where(balance => asset is null || balance.Asset == asset);

    /// <summary>What was paid for each operation in each asset, by the lines told so far. An operation that costs nothing has an empty asset.</summary>
    internal IEnumerable<StatementSum> Sums => sums.Values;

    /// <summary>
    /// What the period leaves to be paid, when all lines were told, with the entry that ended it; while it runs, how far it has
    /// come, and no entry. Null for a statement of no period or of one asset, and where nothing happened in a period that is over.
    /// </summary>
    internal (Closing Closing, Entry? Entry)? PeriodClosing { get; private set; }

    /// <summary>The statement of the period in which an instant lies; null when the account was not open then.</summary>
    internal static async ValueTask<Statement?> OfPeriodAsync(AccountEngine engine, AccountView now, Instant at, string? asset, CancellationToken cancel)
    {
        var history = new History(engine, now);
        if ((at >= now.At ? now : await engine.ReadAtAsync(now.State.Id, at, cancel)) is not { } then) return null;
        var seq = then.State.PeriodSeq;
        return new(history, asset, await history.StateAfterAsync(seq - 1, cancel), null, seq) { Period = then.State.Period };
    }

    /// <summary>The statement of a stretch of time; null when the account was not open by its end.</summary>
    /// <param name="to">Exclusive; null for now, all of it.</param>
    internal static async ValueTask<Statement?> OfStretchAsync(
        AccountEngine engine, AccountView now, Instant from, Instant? to, string? asset, CancellationToken cancel)
    {
        if (to <= now.State.OpenedAt) return null;
        var before = await engine.ReadAtAsync(now.State.Id, new(from.Micros - 1), cancel);
        return new(new(engine, now), asset, before?.State, to, null);
    }

    /// <summary>The lines, in order; to be told once.</summary>
    internal async IAsyncEnumerable<StatementLine> LinesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var entry in history.ForwardsAsync(State?.Seq ?? 0, cancel))
        {
            if (entry.At >= end) yield break;
            var next = State is null ? AccountState.Open(Account, entry) : State.Apply(entry);
            if (periodSeq is { } seq && next.PeriodSeq > seq)
            {
                if (asset is null && Closing.In(entry.Body) is { } closing) PeriodClosing = (closing, entry);
                yield break;
            }

            State = next;
            Sum(entry.Body);
            foreach (var line in LinesOf(entry)) yield return line;
        }

        if (asset is null && periodSeq is not null) PeriodClosing = (Closing.SoFar(State!), null);
    }

    /// <summary>A line for each asset that the entry moves; for work that costs nothing one without.</summary>
    private IEnumerable<StatementLine> LinesOf(Entry entry)
    {
        foreach (var after in entry.Body.After)
            if (asset is null || after.Asset == asset) yield return new(entry, after.Asset, after.Amount, history.IsDue(entry));
        if (asset is null && entry.Body.After.IsEmpty && UseOf(entry.Body) is not null) yield return new(entry, null, null, history.IsDue(entry));
    }

    private void Sum(EntryBody body)
    {
        if (UseOf(body) is not { } use) return;
        var sign = body is Refunded ? -1 : 1;
        if (SumOf(use.Operation, use.Asset) is { } sum)
        {
            sum.Quantity += new Amount(sign * use.Quantity.Micros);
            if (sign > 0) (sum.Count, sum.Amount) = (sum.Count + 1, sum.Amount + use.Amount);
            else sum.Refunded += use.Amount;
        }

        foreach (var meter in use.Meters)
            if (meter.Billed is { } billed && SumOf(use.Operation, billed.Asset) is { } over) over.Overage += new Amount(sign * billed.Amount.Micros);
    }

    private StatementSum? SumOf(string operation, string? paidIn)
    {
        if (asset is not null && paidIn != asset) return null;
        if (!sums.TryGetValue((operation, paidIn ?? ""), out var sum)) sums[(operation, paidIn ?? "")] = sum = new(operation, paidIn);
        return sum;
    }

    internal static Use? UseOf(EntryBody body) => body switch
    {
        Charged charged => charged.Use,
        HoldCaptured captured => captured.Use,
        Refunded refunded => refunded.Use,
        _ => null,
    };

    private static int Compare((string Operation, string Asset) a, (string Operation, string Asset) b) =>
        string.CompareOrdinal(a.Operation, b.Operation) is var order && order != 0 ? order : string.CompareOrdinal(a.Asset, b.Asset);
}

/// <summary>What an entry moved of one asset.</summary>
/// <param name="Asset">Null for work that costs nothing.</param>
/// <param name="Available">What is available after it.</param>
/// <param name="IsDue">Whether time has made it due and nobody has written it yet.</param>
internal sealed record StatementLine(Entry Entry, string? Asset, Amount? Available, bool IsDue)
{
    /// <summary>What it added to a book.</summary>
    internal Amount In(Book book)
    {
        var sum = Amount.Zero;
        foreach (var posting in Entry.Body.Postings) if (posting.Asset == Asset) sum += posting.In(book);
        return sum;
    }
}

/// <summary>What was paid for an operation.</summary>
internal sealed class StatementSum(string operation, string? asset)
{
    internal string Operation => operation;

    /// <summary>Null where it costs nothing.</summary>
    internal string? Asset => asset;

    internal long Count { get; set; }

    /// <summary>What was refunded whole is taken off.</summary>
    internal Amount Quantity { get; set; }

    internal Amount Amount { get; set; }

    /// <summary>What was billed for units beyond meters' limits; what was refunded is taken off.</summary>
    internal Amount Overage { get; set; }

    internal Amount Refunded { get; set; }

    /// <summary>What it adds to what was paid in all.</summary>
    internal Amount Net => Amount + Overage - Refunded;
}
