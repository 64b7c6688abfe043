using System.Collections.Immutable;
using System.Globalization;
using Holdfast.Ledger;

namespace Holdfast.Storage.Sqlite;

/// <summary>
/// The trial balance: what every book of every asset holds over all accounts, in memory and, written with each batch, in
/// <c>book</c>. In 128 bits, since a sum over all accounts may pass 64.
/// </summary>
internal sealed class BookTotals : IDisposable
{
    private static readonly string[] Names = [.. Enum.GetNames<Book>().Select(name => name.ToLowerInvariant())];

    // One total for each book of an asset, in the order of the books.
    private readonly Dictionary<string, Total[]> _assets = [];
    private readonly List<Total> _changed = [];
    private readonly NativeStatement _write;

    public BookTotals(NativeConnection connection)
    {
        _write = new(connection, "INSERT INTO book (asset, book, amount) VALUES (?1, ?2, ?3) ON CONFLICT (asset, book) DO UPDATE SET amount = excluded.amount");
        using var known = new NativeStatement(connection, "SELECT asset, book, amount FROM book");
        while (known.Step())
        {
            Asset(known.Text(0)!)[Array.IndexOf(Names, known.Text(1))].Committed = Micros(known.Text(2)!);
        }
    }

    public static string Name(Book book) => Names[(int)book];

    public static Int128 Micros(string amount) => Int128.Parse(amount, CultureInfo.InvariantCulture);

    /// <summary>Takes the postings of one write into the batch.</summary>
    public void Add(ImmutableArray<Posting> postings)
    {
        foreach (var posting in postings)
        {
            var totals = Asset(posting.Asset);
            Add(totals[(int)posting.From], -(Int128)posting.Amount.Micros);
            Add(totals[(int)posting.To], posting.Amount.Micros);
        }
    }

    /// <summary>Writes what the batch changed, inside its transaction.</summary>
    public void Write()
    {
        foreach (var total in _changed)
        {
            _write.BindText(1, total.Asset);
            _write.BindText(2, Name(total.Book));
            _write.BindText(3, (total.Committed + total.Pending).ToString(CultureInfo.InvariantCulture));
            _write.Run();
        }
    }

    /// <summary>Ends the batch: what it changed is so, or never was.</summary>
    public void End(bool committed)
    {
        foreach (var total in _changed)
        {
            if (committed) total.Committed += total.Pending;
            total.Pending = 0;
            total.IsChanged = false;
        }

        _changed.Clear();
    }

    private Total[] Asset(string asset)
    {
        if (!_assets.TryGetValue(asset, out var totals)) _assets[asset] = totals = [.. Enum.GetValues<Book>().Select(book => new Total(asset, book))];
        return totals;
    }

    private void Add(Total total, Int128 micros)
    {
        total.Pending += micros;
        if (total.IsChanged) return;
        total.IsChanged = true;
        _changed.Add(total);
    }

    public void Dispose() => _write.Dispose();

    private sealed class Total(string asset, Book book)
    {
        public string Asset => asset;

        public Book Book => book;

        public Int128 Committed { get; set; }

        public Int128 Pending { get; set; }

        public bool IsChanged { get; set; }
    }
}
