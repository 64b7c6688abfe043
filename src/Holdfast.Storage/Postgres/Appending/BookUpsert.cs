using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Holdfast.Ledger;
using Holdfast.Storage.Sqlite;
using Npgsql;

namespace Holdfast.Storage.Postgres;

/// <summary>Adds a batch's postings to the trial balance: to the sums of the session's own lane, which nobody else touches.</summary>
internal sealed class BookUpsert : ColumnStatement
{
    public const string Sql = """
        INSERT INTO book (lane, asset, book, amount)
        SELECT $1, added.asset, added.book, added.amount FROM unnest($2::text[], $3::text[], $4::numeric[]) AS added (asset, book, amount)
        ON CONFLICT (lane, asset, book) DO UPDATE SET amount = book.amount + excluded.amount
        """;

    private readonly Dictionary<(string Asset, Book Book), Int128> _sums = [];
    private readonly NpgsqlParameter<int> _lane;
    private readonly List<string> _asset;
    private readonly List<string> _book;
    private readonly List<decimal> _amount;

    public BookUpsert()
        : base(Sql)
    {
        _lane = Value<int>();
        _asset = Column<string>();
        _book = Column<string>();
        _amount = Column<decimal>();
    }

    public bool IsEmpty => _asset.Count == 0;

    public void Clear()
    {
        _sums.Clear();
        _asset.Clear();
        _book.Clear();
        _amount.Clear();
    }

    public void Add(ImmutableArray<Posting> postings)
    {
        foreach (var posting in postings)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_sums, (posting.Asset, posting.From), out _) -= posting.Amount.Micros;
            CollectionsMarshal.GetValueRefOrAddDefault(_sums, (posting.Asset, posting.To), out _) += posting.Amount.Micros;
        }
    }

    public void End(int lane)
    {
        _lane.TypedValue = lane;
        foreach (var ((asset, book), micros) in _sums)
        {
            _asset.Add(asset);
            _book.Add(BookTotals.Name(book));
            // A batch of the largest amounts is far from what a decimal holds.
            _amount.Add((decimal)micros);
        }
    }
}
