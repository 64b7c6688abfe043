using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>What moved an account's balances over a stretch of time, for the API's description.</summary>
/// <param name="Period">The account's period; null for another stretch of time.</param>
/// <param name="To">Exclusive; null for all up to now.</param>
/// <param name="Opening">By asset, before the first line.</param>
/// <param name="Operations">What was paid for each operation in each asset.</param>
/// <param name="Closing">By asset, after the last line: the opening and all lines.</param>
/// <param name="PeriodClosing">
/// What the period leaves to be paid; while it runs, as far as it has come. Null for another stretch of time or for one asset, and
/// where nothing happened in a period that is over.
/// </param>
internal sealed record StatementShape(
    Guid Account, StretchShape? Period, Instant? From, Instant? To, Dictionary<string, FiguresShape> Opening, StatementLineShape[] Lines, StatementSumShape[] Operations,
    Dictionary<string, FiguresShape> Closing, ClosingShape? PeriodClosing);

/// <summary>What an entry moved of one asset, for the API's description.</summary>
/// <param name="Asset">Null for work that costs nothing.</param>
/// <param name="Movement">What it added to each book that it touched.</param>
/// <param name="Available">What is available after it.</param>
/// <param name="Charge">The number of the entry whose charge is given back; only with a refund.</param>
/// <param name="Due">True where time has made it due and nobody has written it yet; left out otherwise.</param>
internal sealed record StatementLineShape(
    long Seq, Instant At, string Kind, string? Operation, Amount? Quantity, string? Hold, string? Key, string? Member, string? IdempotencyId, string? Asset,
    Dictionary<string, Amount> Movement, Amount? Available, long? Charge = null, bool? Due = null);

/// <summary>What was paid for an operation, for the API's description.</summary>
/// <param name="Asset">Null where it costs nothing.</param>
/// <param name="Overage">What was billed for units beyond meters' limits.</param>
/// <param name="Net">Amount and overage without what was refunded: what it added to <c>consumed</c>.</param>
internal sealed record StatementSumShape(string Operation, string? Asset, long Count, Amount Quantity, Amount Amount, Amount Overage, Amount Refunded, Amount Net);

/// <summary>Writes a statement, in its order, as one form or another.</summary>
internal interface IStatementWriter
{
    void Begin(Statement statement, Instant? from, Instant? to);

    void Line(StatementLine line);

    void End(Statement statement, Instant? to);

    /// <summary>Hands over what was written.</summary>
    void Flush();
}

/// <summary>Statements as JSON.</summary>
internal sealed class StatementJson(Utf8JsonWriter json) : IStatementWriter
{
    public void Begin(Statement statement, Instant? from, Instant? to)
    {
        json.WriteStartObject();
        json.WriteString("account", statement.Account.Value);
        if (statement.Period is { } period) json.Stretch("period", period);
        else json.WriteNull("period");
        json.Moment("from", from);
        json.Moment("to", to);
        WriteBalances("opening", statement);
        json.WriteStartArray("lines");
    }

    public void Line(StatementLine line)
    {
        var (entry, use) = (line.Entry, Statement.UseOf(line.Entry.Body));
        json.WriteStartObject();
        json.WriteNumber("seq", entry.Seq);
        json.Moment("at", entry.At);
        json.WriteString("kind", entry.Body.Kind);
        json.WriteString("operation", entry.Body.OperationName);
        json.WriteString("quantity", use?.Quantity.ToString());
        json.WriteString("hold", entry.Body.HoldId);
        json.WriteString("key", use?.Key);
        json.WriteString("member", use?.Member);
        json.WriteString("idempotency_id", EntryJson.IdempotencyIdOf(entry));
        json.WriteString("asset", line.Asset);
        json.WriteStartObject("movement");
        foreach (var book in Enum.GetValues<Book>())
            if (line.In(book) is { IsZero: false } moved) json.WriteString(WordWire<Book>.Of(book), moved.ToString());
        json.WriteEndObject();
        json.WriteString("available", line.Available?.ToString());
        if (entry.Body is Refunded refunded) json.WriteNumber("charge", refunded.Charge);
        if (line.IsDue) json.WriteBoolean("due", true);
        json.WriteEndObject();
    }

    public void End(Statement statement, Instant? to)
    {
        json.WriteEndArray();
        json.WriteStartArray("operations");
        foreach (var sum in statement.Sums)
        {
            json.WriteStartObject();
            json.WriteString("operation", sum.Operation);
            json.WriteString("asset", sum.Asset);
            json.WriteNumber("count", sum.Count);
            json.WriteString("quantity", sum.Quantity.ToString());
            json.WriteString("amount", sum.Amount.ToString());
            json.WriteString("overage", sum.Overage.ToString());
            json.WriteString("refunded", sum.Refunded.ToString());
            json.WriteString("net", sum.Net.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteBalances("closing", statement);
        json.WritePropertyName("period_closing");
        if (statement.PeriodClosing is { } closed) ClosingJson.Write(json, closed.Closing, closed.Entry);
        else json.WriteNullValue();
        json.WriteEndObject();
    }

    public void Flush() => json.Flush();

    private void WriteBalances(string name, Statement statement)
    {
        json.WriteStartObject(name);
        foreach (var balance in statement.Balances) ExplanationJson.WriteFigures(json, balance.Asset, balance);
        json.WriteEndObject();
    }
}
