using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
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

    /// <summary>Guarantees that what is written by hand is what the serializer would write.</summary>
    [Fact]
    public void Bodies_written_by_hand_are_the_serializers_bytes()
    {
        Posting[] postings = [new("eur", Book.Funding, Book.Held, new(1), null), new("a\"ü\u0001", Book.Available, Book.Consumed, new(-5_000_000), "g2-x")];
        Period[] windows = [new(new(1_700_000_000_000_000), new(1_700_000_000_000_001)), new(new(long.MinValue), Instant.Never), new(new(0), new(5))];
        var limits = windows.Select((window, seq) => new LimitWindow("limit:a\"", seq + 1, window));
        var use = new Use { Operation = "o", Quantity = Amount.Units(3) };
        EntryBody[] bodies =
        [
            new HoldPlaced { Hold = "h\\<é>", Operation = "o", Quantity = new(5), ExpiresAt = new(1_700_000_000_000_000), Key = "k1", Postings = [.. postings], After = [new("eur", default)] },
            new HoldPlaced { Hold = "h", Operation = "o", Quantity = default, ExpiresAt = new(1_700_000_000_000_001) },
            new HoldCaptured { Hold = "h", PlacedAt = new(1_700_000_000_000_000), Final = true, Use = use with { Asset = "eur", Amount = new(7), Key = "k" }, Postings = [.. postings] },
            new HoldCaptured { Hold = "h", PlacedAt = new(1_700_000_000_000_007), Final = false, Use = use },
            new HoldPlaced { Hold = "h", Operation = "o", Quantity = default, ExpiresAt = new(1), Key = "k", Member = "m", Limits = [.. limits] },
            new Charged { Use = use with { Member = "m", Limits = [.. limits] } },
            new HoldCaptured { Hold = "h", PlacedAt = new(1_700_000_000_000_000), Final = true, Use = use, Uncovered = new(7), Postings = [postings[0] with { Debt = true }] },
            new HoldPlaced { Hold = "h", Operation = "o", Quantity = new(5), ExpiresAt = new(1_700_000_000_000_000), TariffPlan = "é", Place = new(7, new(1_500_000)) },
            new HoldPlaced { Hold = "h", Operation = "o", Quantity = new(5), ExpiresAt = new(1_700_000_000_000_000), Key = "k1", Place = new(0, default) },
            new HoldCaptured { Hold = "h", PlacedAt = new(1_700_000_000_000_007), Final = true, Use = use with { Catalogue = 3, TariffPlan = "p", Place = new(1, default) } },
            new Charged { Use = use with { Asset = "usd", Amount = new(1), Key = "k", Catalogue = 2, Place = new(9, Amount.Units(40)) }, Postings = [postings[1]] },
            new HoldReleased { Hold = "h", Postings = [postings[0]], After = [new("eur", new(5)), new("usd", new(-5))] },
            new Charged { Use = use with { Asset = "usd", Amount = new(1_500_000) }, Postings = [postings[1]] },
        ];
        foreach (var body in bodies)
        {
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Assert.True(BodyWriter.TryWrite(writer, body));
            Assert.Equal(JsonSerializer.Serialize(body, LedgerJson.Options.GetTypeInfo(body.GetType())), Encoding.UTF8.GetString(buffer.ToArray()));
        }
    }

    /// <summary>Guarantees that alerts are kept; what carries some is left to the serializer.</summary>
    [Fact]
    public void Alerts_are_read_as_they_were_written()
    {
        Alert[] alerts = [new("funds:eur", new(5), Below: Amount.Units(1)), new("meter:chars", default, 80)];
        var entry = new Entry { Seq = 1, At = new(5), Catalogue = 1, Body = new HoldReleased { Hold = "h", Alerts = [.. alerts] } };
        Assert.Equal(alerts, EntryCodec.Decode(EntryCodec.Encode(default, entry, EntryCodec.NoHash)).Body.Alerts);
    }

    /// <summary>Guarantees that it is kept when work was done; what was told of late is left to the serializer.</summary>
    [Fact]
    public void Late_usage_is_read_as_it_was_written()
    {
        var use = new Use { Operation = "o", Quantity = Amount.Units(3) };
        var charged = new Entry { Seq = 1, At = new(9), Catalogue = 1, Body = new Charged { Use = use, UsedAt = new(1_700_000_000_000_001) } };
        var refunded = charged with { Body = new Refunded { Charge = 1, ChargedAt = new(9), Use = use, UsedAt = new(5) } };
        Assert.Equal(new Instant(1_700_000_000_000_001), ((Charged)EntryCodec.Decode(EntryCodec.Encode(default, charged, EntryCodec.NoHash)).Body).UsedAt);
        Assert.Equal(new Instant(5), ((Refunded)EntryCodec.Decode(EntryCodec.Encode(default, refunded, EntryCodec.NoHash)).Body).UsedAt);
    }

    /// <summary>Guarantees that an auditor who sums the amounts of charges sees all that was charged, whatever paid for it.</summary>
    [Theory]
    [InlineData("held>consumed 2, available>consumed 3, receivable>consumed 1, held>available 9", 6)]
    [InlineData("available>consumed 3, receivable>consumed 1", 4)]
    [InlineData("funding>available 5, available>receivable 3", 5)]
    [InlineData("consumed>receivable 1, consumed>available 4, available>receivable 2", 5)]
    [InlineData("held>available 2, held>expired 3, held>available 4", 6)]
    public void The_amount_of_a_row_is_the_whole_of_its_first_movement(string postings, int amount)
    {
        var moved = postings.Split(", ").Select(text => text.Split('>', ' ')).Select(words =>
            new Posting("eur", Enum.Parse<Book>(words[0], ignoreCase: true), Enum.Parse<Book>(words[1], ignoreCase: true), Amount.Units(int.Parse(words[2], null)), null));
        var entry = new Entry { Seq = 1, At = new(5), Catalogue = 1, Body = new HoldReleased { Hold = "h", Postings = [.. moved] } };
        Assert.Equal(Amount.Units(amount), EntryCodec.Encode(default, entry, EntryCodec.NoHash).Amount);
    }

    /// <summary>Guarantees that no column that is not in the body can be changed without the hash changing.</summary>
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
            row with { Catalogue = 2 }, row with { CallerId = null }, row with { CallerId = "" }, row with { RequestHash = 8 }, row with { Body = "{ }"u8.ToArray() },
            row with { Kind = "chargedk", CallerId = "ey/a" },
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
