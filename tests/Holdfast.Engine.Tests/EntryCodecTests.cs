using Holdfast.Ledger;

namespace Holdfast.Engine.Tests;

public sealed class EntryCodecTests
{
    /// <summary>Guarantees that every kind of entry is written and read without loss; a new kind must be lived in <see cref="Life"/>.</summary>
    [Fact]
    public async Task Every_kind_of_entry_is_read_as_it_was_written()
    {
        await using var fixture = await EngineFixture.StartAsync();
        var account = await Life.LiveAsync(fixture);
        var seen = new HashSet<Type>();
        AccountState? state = null;
        await foreach (var row in fixture.Journal.EntriesAsync(account, 0, long.MaxValue, CancellationToken.None))
        {
            var entry = EntryCodec.Decode(row);
            var again = EntryCodec.Encode(account, entry, row.PreviousHash);
            Assert.Equal(row.Body.ToArray(), again.Body.ToArray());
            Assert.Equal(row.Hash.ToArray(), again.Hash.ToArray());
            Assert.True(EntryCodec.ColumnsAgree(row, entry));
            state = state is null ? AccountState.Open(account, entry) : state.Apply(entry);
            var snapshot = new Snapshot(account, row.Seq, row.Hash, StateCodec.Encode(state));
            Assert.Equal(snapshot.State.ToArray(), StateCodec.Encode(StateCodec.Decode(snapshot)));
            seen.Add(entry.Body.GetType());
        }

        var all = typeof(EntryBody).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EntryBody)));
        Assert.Empty(all.Except(seen).Select(type => type.Name));
        Assert.Empty(await fixture.FindingsAsync());
    }

    /// <summary>Guarantees that no column can be changed without its hash changing.</summary>
    [Fact]
    public void The_hash_covers_every_column()
    {
        var row = new EntryRow
        {
            Account = new(Guid.CreateVersion7()),
            Seq = 1,
            At = new(5),
            Kind = "charged",
            Catalogue = 1,
            CallerId = "key/a",
            RequestHash = 7,
            Hold = "h",
            Operation = "o",
            Asset = "eur",
            Amount = new(3),
            Body = "{}"u8.ToArray(),
            PreviousHash = EntryCodec.NoHash,
            Hash = default,
        };
        EntryRow[] changed =
        [
            row, row with { Account = new(Guid.CreateVersion7()) }, row with { Seq = 2 }, row with { At = new(6) }, row with { Kind = "refunded" },
            row with { Catalogue = 2 }, row with { CallerId = null }, row with { CallerId = "" }, row with { RequestHash = 8 }, row with { Hold = null },
            row with { Operation = "ho" }, row with { Hold = "ho", Operation = "" }, row with { Asset = null }, row with { Amount = new(4) }, row with { Body = "{ }"u8.ToArray() },
            row with { PreviousHash = Enumerable.Repeat((byte)1, 32).ToArray() },
        ];

        Assert.Equal(changed.Length, changed.Select(one => Convert.ToHexString(EntryCodec.Hash(one))).Distinct().Count());
    }

    [Fact]
    public void A_body_that_cannot_be_read_is_damage()
    {
        var row = new EntryRow { Account = default, Seq = 3, At = default, Kind = "charged", Catalogue = 1, Body = "{"u8.ToArray(), PreviousHash = EntryCodec.NoHash, Hash = default };
        Assert.Throws<JournalDamagedException>(() => EntryCodec.Decode(row));
        Assert.Throws<JournalDamagedException>(() => EntryCodec.Decode(row with { Kind = "unheard_of", Body = "{}"u8.ToArray() }));
    }
}
