using System.Buffers;
using System.Globalization;
using System.Text;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>
/// Statements as comma-separated values (RFC 4180): a header, a row for what there was of each asset, a row for each line, for
/// each operation's sums, and for what there is of each asset. A text that a spreadsheet would take for a formula stands behind
/// an apostrophe.
/// </summary>
internal sealed class StatementCsv(IBufferWriter<byte> output) : IStatementWriter
{
    internal const string MediaType = "text/csv";

    private static readonly Book[] Books = Enum.GetValues<Book>();

    private readonly StringBuilder row = new();

    public void Begin(Statement statement, Instant? from, Instant? to)
    {
        string[] names = ["row", "seq", "at", "kind", "operation", "count", "quantity", "hold", "key", "member", "idempotency_id", "asset", .. Books.Select(WordWire<Book>.Of), "available_after", "overage", "refunded"];
        foreach (var name in names) Text(name);
        End();
        foreach (var balance in statement.Balances) Figures("opening", from ?? statement.Period?.Start, balance);
    }

    public void Line(StatementLine line)
    {
        var (entry, use) = (line.Entry, Statement.UseOf(line.Entry.Body));
        Text(line.IsDue ? "due" : "entry");
        Plain(entry.Seq.ToString(CultureInfo.InvariantCulture));
        Plain(entry.At.ToString());
        Text(entry.Body.Kind);
        Text(entry.Body.OperationName);
        Plain("");
        Plain(use?.Quantity.ToString());
        Text(entry.Body.HoldId);
        Text(use?.Key);
        Text(use?.Member);
        Text(EntryJson.IdempotencyIdOf(entry));
        Text(line.Asset);
        foreach (var book in Books) Plain(line.Asset is null ? "" : line.In(book).ToString());
        Plain(line.Available?.ToString());
        Plain("");
        Plain("");
        End();
    }

    public void End(Statement statement, Instant? to)
    {
        foreach (var sum in statement.Sums)
        {
            Text("operation");
            for (var column = 0; column < 3; column++) Plain("");
            Text(sum.Operation);
            Plain(sum.Count.ToString(CultureInfo.InvariantCulture));
            Plain(sum.Quantity.ToString());
            for (var column = 0; column < 4; column++) Plain("");
            Text(sum.Asset);
            foreach (var book in Books) Plain(book == Book.Consumed && sum.Asset is not null ? sum.Net.ToString() : "");
            Plain("");
            Plain(sum.Asset is null ? "" : sum.Overage.ToString());
            Plain(sum.Asset is null ? "" : sum.Refunded.ToString());
            End();
        }

        foreach (var balance in statement.Balances) Figures("closing", to, balance);
    }

    public void Flush()
    {
    }

    private void Figures(string name, Instant? at, Balance balance)
    {
        Text(name);
        Plain("");
        Plain(at?.ToString());
        for (var column = 0; column < 8; column++) Plain("");
        Text(balance.Asset);
        foreach (var book in Books) Plain(balance[book].ToString());
        Plain(balance.Available.ToString());
        Plain("");
        Plain("");
        End();
    }

    /// <summary>A number or an instant, which need no quotes and are no formula, also where they begin with a minus.</summary>
    private void Plain(string? text) => row.Append(text).Append(',');

    private void Text(string? text)
    {
        text ??= "";
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        if (text.AsSpan().IndexOfAny("\",\r\n") < 0) row.Append(text);
        else row.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        row.Append(',');
    }

    /// <summary>Ends the row.</summary>
    private void End()
    {
        row.Length--;
        row.Append("\r\n");
        foreach (var chunk in row.GetChunks()) Encoding.UTF8.GetBytes(chunk.Span, output);
        row.Clear();
    }
}
