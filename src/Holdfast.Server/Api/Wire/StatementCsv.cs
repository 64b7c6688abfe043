using System.Buffers;
using System.Globalization;
using System.Text;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>
/// Statements as comma-separated values (RFC 4180): a header, a row for what there was of each asset, a row for each line, for
/// each operation's sums, for what there is of each asset, and for each line of what the period leaves to be paid. A text that a spreadsheet would take for a formula stands behind
/// an apostrophe.
/// </summary>
internal sealed class StatementCsv(IBufferWriter<byte> output) : IStatementWriter
{
    internal const string MediaType = "text/csv";

    private static readonly Book[] Books = Enum.GetValues<Book>();

    /// <summary>The columns of what a period leaves to be paid; empty in all other rows.</summary>
    private static readonly string[] Closed = ["meter", "catalogues", "used", "paid", "owed", "credited", "due"];

    private readonly StringBuilder row = new();

    public void Begin(Statement statement, Instant? from, Instant? to)
    {
        string[] names = ["row", "seq", "at", "kind", "operation", "count", "quantity", "hold", "key", "member", "idempotency_id", "asset", .. Books.Select(WordWire<Book>.Of), "available_after", "overage", "refunded", .. Closed];
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
        Skip(2 + Closed.Length);
        End();
    }

    public void End(Statement statement, Instant? to)
    {
        foreach (var sum in statement.Sums)
        {
            Text("operation");
            Skip(3);
            Text(sum.Operation);
            Plain(sum.Count.ToString(CultureInfo.InvariantCulture));
            Plain(sum.Quantity.ToString());
            Skip(4);
            Text(sum.Asset);
            foreach (var book in Books) Plain(book == Book.Consumed && sum.Asset is not null ? sum.Net.ToString() : "");
            Plain("");
            Plain(sum.Asset is null ? "" : sum.Overage.ToString());
            Plain(sum.Asset is null ? "" : sum.Refunded.ToString());
            Skip(Closed.Length);
            End();
        }

        foreach (var balance in statement.Balances) Figures("closing", to, balance);
        if (statement.PeriodClosing is { } closed) ClosingRows(closed.Closing, closed.Entry);
    }

    /// <summary>A row for each operation and each meter in each asset, then one for each asset.</summary>
    private void ClosingRows(Closing closing, Entry? entry)
    {
        foreach (var operation in closing.Operations) OperationRows("period_operation", entry, entry?.At, operation);
        foreach (var late in closing.Late) OperationRows("period_late", entry, late.Period.Start, late.Used);
        foreach (var meter in closing.Meters)
            foreach (var billed in meter.Billed)
            {
                Begin("period_meter", entry, entry?.At, null, null, meter.Units, billed.Asset);
                ClosedAs(meter.Meter, null, billed.Amount, billed.Amount);
            }

        foreach (var asset in closing.Assets)
        {
            Begin("period_asset", entry, entry?.At, null, null, null, asset.Asset);
            ClosedAs(null, null, asset.Used, asset.Owed, asset.Refunded, asset.Credited, asset.Due);
        }
    }

    /// <param name="at">Of what was told of late, the beginning of the period in which it was used.</param>
    private void OperationRows(string name, Entry? entry, Instant? at, OperationClosed operation)
    {
        var catalogues = string.Join(' ', operation.Catalogues);
        foreach (var amount in operation.Amounts.DefaultIfEmpty())
        {
            Begin(name, entry, at, operation.Operation, operation.Count, operation.Quantity, amount.Asset);
            if (amount.Asset is null) ClosedAs(null, catalogues);
            else ClosedAs(null, catalogues, amount.Amount, In(operation.Owed, amount.Asset), In(operation.Refunded, amount.Asset));
        }
    }

    private static Amount In(IEnumerable<AssetAmount> amounts, string asset) => amounts.FirstOrDefault(amount => amount.Asset == asset).Amount;

    private void Begin(string name, Entry? entry, Instant? at, string? operation, long? count, Amount? quantity, string? asset)
    {
        Text(name);
        Plain(entry?.Seq.ToString(CultureInfo.InvariantCulture));
        Plain(at?.ToString());
        Skip(1);
        Text(operation);
        Plain(count?.ToString(CultureInfo.InvariantCulture));
        Plain(quantity?.ToString());
        Skip(4);
        Text(asset);
        Skip(Books.Length + 2);
    }

    private void ClosedAs(string? meter, string? catalogues, Amount? used = null, Amount? owed = null, Amount? refunded = null, Amount? credited = null, Amount? due = null)
    {
        Plain(refunded?.ToString());
        Text(meter);
        Plain(catalogues);
        Plain(used?.ToString());
        Plain((used - owed)?.ToString());
        Plain(owed?.ToString());
        Plain(credited?.ToString());
        Plain(due?.ToString());
        End();
    }

    public void Flush()
    {
    }

    private void Figures(string name, Instant? at, Balance balance)
    {
        Text(name);
        Plain("");
        Plain(at?.ToString());
        Skip(8);
        Text(balance.Asset);
        foreach (var book in Books) Plain(balance[book].ToString());
        Plain(balance.Available.ToString());
        Skip(2 + Closed.Length);
        End();
    }

    private void Skip(int columns) => row.Append(',', columns);

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
