using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Ledger;

namespace Holdfast.Engine.Tests;

public sealed class ExportTests
{
    private static async Task ImportAsync(Stream input, IJournal target) => await StoreCopy.ImportAsync(input, target, new(), CancellationToken.None);

    /// <summary>What goes through a pipe cannot be read twice.</summary>
    private static Pipe Piped(byte[] bytes) => new(bytes);

    private static async Task<string> RefusalAsync(Stream input, IJournal target) =>
        (await Assert.ThrowsAsync<ExportUnreadableException>(() => ImportAsync(input, target))).Message;

    private static string[] Lines(byte[] export) => Encoding.UTF8.GetString(export).Split('\n')[..^1];

    private static byte[] Bytes(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    /// <summary>Makes the last line right again after the ones before it were changed.</summary>
    private static byte[] Sealed(string[] lines, Action<JsonNode>? change = null)
    {
        var end = JsonNode.Parse(lines[^1])!;
        change?.Invoke(end);
        end["sha256"] = new string('0', 64);
        var bytes = Bytes([.. lines[..^1], end.ToJsonString(ExportLines.Options)]);
        ExportLines.Seal(SHA256.HashData(bytes.AsSpan(0, bytes.Length - ExportLines.SealBytes))).CopyTo(bytes, bytes.Length - ExportLines.SealBytes);
        return bytes;
    }

    /// <summary>Guarantees that an export and an import lose nothing, that the same store is always the same bytes, and that a pipe does as well as a file.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_export_of_an_import_is_the_same_bytes(bool file)
    {
        await using var town = await Town.BuildAsync();
        var export = await Town.ExportAsync(town.Source);
        var target = await town.StoreAsync("target.db");

        await ImportAsync(file ? new MemoryStream(export) : Piped(export), target);

        Assert.Equal(await StoreText.OfAsync(town.Source), await StoreText.OfAsync(target));
        Assert.Equal(export, await Town.ExportAsync(target));
        Assert.Empty(await StoreText.FindingsAsync(target));

        // And again, to a store that has it all.
        var counts = new CopyCounts();
        await StoreCopy.ImportAsync(file ? new MemoryStream(export) : Piped(export), target, counts, CancellationToken.None);
        Assert.Equal((0, counts.Entries, 21), (counts.EntriesCopied, counts.EntriesThere, counts.Accounts));
        Assert.Equal(export, await Town.ExportAsync(target));
    }

    [Fact]
    public async Task An_empty_store_is_exported_and_imported()
    {
        await using var town = await Town.BuildAsync(accounts: 0);
        var (one, two) = (await town.StoreAsync("one.db"), await town.StoreAsync("two.db"));
        var export = await Town.ExportAsync(one);
        Assert.Equal(2, Lines(export).Length);
        await ImportAsync(Piped(export), two);
        Assert.Equal(export, await Town.ExportAsync(two));
    }

    [Fact]
    public async Task Every_line_says_what_it_is_and_an_entry_shows_its_body()
    {
        await using var town = await Town.BuildAsync(accounts: 1);
        var lines = Lines(await Town.ExportAsync(town.Source)).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal("""{"type":"holdfast_export","version":1}""", lines[0].ToJsonString());
        Assert.Equal(["holdfast_export", "setting", "catalogue", "entry", "snapshot", "end"], lines.Select(line => (string)line["type"]!).Distinct());
        var hold = lines.First(line => (string?)line["kind"] == "hold_placed");
        Assert.Equal(64, ((string)hold["hash"]!).Length);
        Assert.True(hold["body"]!.AsObject().ContainsKey("postings"));
    }

    /// <summary>Guarantees that an export which was cut off anywhere is noticed, that what came before the cut is a store in good order, and that the whole export completes it.</summary>
    [Fact]
    public async Task A_cut_export_is_noticed_and_the_whole_one_goes_on()
    {
        await using var town = await Town.BuildAsync(accounts: 5);
        var export = await Town.ExportAsync(town.Source);
        var random = new Random(7);
        var target = await town.StoreAsync("target.db");
        var cuts = Enumerable.Range(0, 20).Select(_ => random.Next(export.Length)).Append(0).Append(export.Length - 1).Order().ToArray();
        foreach (var cut in cuts)
        {
            // The first to a store of its own; and each to the one that has what the cuts before it had.
            foreach (var journal in (IJournal[])[await town.StoreAsync($"cut-{cut}.db"), target])
            {
                var line = export.AsSpan(0, cut).Count((byte)'\n') + 1;
                var refusal = await RefusalAsync(Piped(export[..cut]), journal);
                Assert.StartsWith($"Line {line} ", refusal, StringComparison.Ordinal);
                Assert.Matches("cut off|nothing to read", refusal);
                Assert.Empty(await StoreText.FindingsAsync(journal));
            }

            await ImportAsync(Piped(export), await town.StoreAsync($"cut-{cut}.db"));
            Assert.Equal(export, await Town.ExportAsync(await town.StoreAsync($"cut-{cut}.db")));
        }

        await ImportAsync(new MemoryStream(export), target);
        Assert.Equal(export, await Town.ExportAsync(target));
    }

    /// <summary>Guarantees that a byte changed anywhere is noticed before a file is used, and that a pipe leaves a store in good order.</summary>
    [Fact]
    public async Task A_changed_byte_is_noticed()
    {
        await using var town = await Town.BuildAsync(accounts: 2);
        var export = await Town.ExportAsync(town.Source);
        var random = new Random(8);
        var untouched = await town.StoreAsync("untouched.db");
        var end = export.AsSpan(0, export.Length - 1).LastIndexOf((byte)'\n') + 1;
        for (var n = 0; n < 200; n++)
        {
            // Every other time in the last line, which no line after it speaks for.
            var changed = export.ToArray();
            changed[random.Next(n % 2 == 0 ? 0 : end, changed.Length)] ^= (byte)(1 << random.Next(8));
            Assert.StartsWith("Line ", await RefusalAsync(new MemoryStream(changed), untouched), StringComparison.Ordinal);
            if (n % 10 > 1) continue;
            var piped = await town.StoreAsync($"piped-{n}.db");
            await RefusalAsync(Piped(changed), piped);
            Assert.Empty(await StoreText.FindingsAsync(piped));
        }

        Assert.Empty(await StoreText.OfAsync(untouched));
    }

    [Fact]
    public async Task What_is_no_export_is_said_to_be_none()
    {
        await using var town = await Town.BuildAsync(accounts: 1);
        var lines = Lines(await Town.ExportAsync(town.Source));
        var target = await town.StoreAsync("target.db");
        async Task Refuses(string sentence, byte[] export)
        {
            Assert.Equal(sentence, await RefusalAsync(new MemoryStream(export), target));
            Assert.Empty(await StoreText.OfAsync(target));
        }

        string[] Changed(int line, string text) => [.. lines[..(line - 1)], text, .. lines[line..]];
        var entry = Array.FindIndex(lines, line => line.Contains("\"type\":\"entry\"", StringComparison.Ordinal)) + 1;
        string Entry(string member, JsonNode? value)
        {
            var node = JsonNode.Parse(lines[entry - 1])!;
            node[member] = value;
            return node.ToJsonString();
        }

        await Refuses("Line 1 is missing: there is nothing to read.", []);
        await Refuses("Line 1 is no JSON.", Encoding.UTF8.GetBytes("Dear diary,\n"));
        await Refuses("Line 1 does not begin a Holdfast export.", Encoding.UTF8.GetBytes("{\"hello\":1}\n"));
        await Refuses("Line 1 names version 2 of the export, and this program reads version 1.", Bytes(Changed(1, """{"type":"holdfast_export","version":2,"new":[]}""")));
        await Refuses("Line 1 has not the members that its type has.", Bytes(Changed(1, """{"type":"holdfast_export","version":1,"new":[]}""")));
        await Refuses("Line 2 is no JSON.", Bytes(Changed(2, "{\"type\":\"setting\",")));
        await Refuses("Line 2 is no JSON.", Bytes(Changed(2, "")));
        await Refuses("Line 2 is of a type that version 1 of the export does not have.", Bytes(Changed(2, "{\"type\":\"parcel\"}")));
        await Refuses("Line 2 has not the members that its type has.", Bytes(Changed(2, "{\"type\":\"setting\",\"name\":\"x\"}")));
        await Refuses($"Line {entry} has not the members that its type has.", Bytes(Changed(entry, Entry("hash", null))));
        await Refuses($"Line {entry} has not the members that its type has.", Bytes(Changed(entry, Entry("body", null))));
        await Refuses($"Line {entry} has not the members that its type has.", Bytes(Changed(entry, Entry("at", "yesterday"))));
        await Refuses($"Line {entry} has a hash that is not hexadecimal.", Bytes(Changed(entry, Entry("hash", "xyz"))));
        var account = (string)JsonNode.Parse(lines[entry - 1])!["account"]!;
        await Refuses($"Line {entry} has entry 2 of account {account} where entry 1 should stand.", Bytes(Changed(entry, Entry("seq", 2))));
        await Refuses($"Line {entry} cannot be taken: entry 1 of account {account} was changed: its hash is another.", Bytes(Changed(entry, Entry("catalogue", 2))));
        await Refuses($"Line {lines.Length + 1} follows the last line of the export.", [.. Bytes(lines), (byte)'{']);
        await Refuses($"Line {lines.Length} has the checksum of another export: something before it was changed.", Bytes(Changed(2, lines[1].Replace("größer", "kleiner", StringComparison.Ordinal))));
        await Refuses($"Line {lines.Length} counts 2 accounts and 1 entries, and 2 and {lines.Count(line => line.Contains("\"type\":\"entry\"", StringComparison.Ordinal))} came: lines are missing, or there are too many.",
            Sealed(lines, end => end["entries"] = 1));
    }

    /// <summary>Guarantees that an entry which was changed together with its hash and the checksum is still refused: the next one carries the hash of the one before.</summary>
    [Fact]
    public async Task A_hash_that_was_made_anew_breaks_the_chain()
    {
        await using var town = await Town.BuildAsync(accounts: 1);
        var lines = Lines(await Town.ExportAsync(town.Source));
        var at = Array.FindIndex(lines, line => line.Contains("grant_given", StringComparison.Ordinal));
        var node = JsonNode.Parse(lines[at])!;
        node["hash"] = new string('a', 64);
        lines[at] = node.ToJsonString();

        Assert.StartsWith($"Line {at + 1} cannot be taken: entry ", await RefusalAsync(new MemoryStream(Sealed(lines)), await town.StoreAsync("target.db")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_stores_export_is_refused_before_anything_is_written()
    {
        await using var town = await Town.BuildAsync(accounts: 2);
        await using var other = await Town.BuildAsync(accounts: 2);
        var target = await town.StoreAsync("target.db");
        await ImportAsync(new MemoryStream(await Town.ExportAsync(town.Source)), target);
        var before = await StoreText.OfAsync(target);
        var foreign = await Town.ExportAsync(other.Source);

        await Assert.ThrowsAsync<CopyRefusedException>(() => ImportAsync(new MemoryStream(foreign), target));
        await Assert.ThrowsAsync<CopyRefusedException>(() => ImportAsync(Piped(foreign), target));

        Assert.Equal(before, await StoreText.OfAsync(target));
    }

    [Fact]
    public async Task A_later_export_adds_what_is_new_and_an_earlier_one_is_refused()
    {
        await using var town = await Town.BuildAsync(accounts: 3);
        var earlier = await Town.ExportAsync(town.Source);
        await town.LiveAsync(40);
        var later = await Town.ExportAsync(town.Source);
        var target = await town.StoreAsync("target.db");
        await ImportAsync(Piped(earlier), target);
        await ImportAsync(Piped(later), target);
        Assert.Equal(later, await Town.ExportAsync(target));

        await Assert.ThrowsAsync<CopyRefusedException>(() => ImportAsync(Piped(earlier), target));
        Assert.Equal(later, await Town.ExportAsync(target));
    }

    /// <summary>Guarantees that a body is kept byte for byte even if whoever wrote it broke its lines.</summary>
    [Fact]
    public async Task A_body_with_line_breaks_is_kept()
    {
        await using var town = await Town.BuildAsync(accounts: 0);
        var (one, two) = (await town.StoreAsync("one.db"), await town.StoreAsync("two.db"));
        await one.AddCatalogueAsync(new(1, default, "x"), CancellationToken.None);
        var id = new AccountId(Guid.CreateVersion7());
        var written = EntryCodec.Encode(id, new() { Seq = 1, At = default, Catalogue = 1, Body = new AccountOpened { TimeZone = "UTC", Profile = new(), Period = default } }, EntryCodec.NoHash);
        var row = written with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(written.Body.Span).Replace(",", ",\r\n  ", StringComparison.Ordinal).Replace("{", "{\n", StringComparison.Ordinal)) };
        row = row with { Hash = EntryCodec.Hash(row) };
        await one.AppendAsync(0, [new Write { Account = id, Entries = [row], Directory = new(id, null, null, default) }], CancellationToken.None);

        var export = await Town.ExportAsync(one);
        await ImportAsync(Piped(export), two);

        Assert.Contains("\"body_text\":", Encoding.UTF8.GetString(export), StringComparison.Ordinal);
        Assert.Equal(await StoreText.OfAsync(one), await StoreText.OfAsync(two));
    }

    /// <summary>Guarantees that the file of an export that was stopped is gone on with, and that another file is left as it was.</summary>
    [Fact]
    public async Task A_file_is_gone_on_with()
    {
        await using var town = await Town.BuildAsync();
        var export = await Town.ExportAsync(town.Source);
        async Task WriteAsync(string path)
        {
            await using var file = new ExportFile(path);
            await StoreCopy.ExportAsync(town.Source, file.WriteAsync, new(), CancellationToken.None);
            file.End();
        }

        var random = new Random(9);
        foreach (var length in Enumerable.Range(0, 10).Select(_ => random.Next(export.Length)).Append(export.Length))
        {
            await File.WriteAllBytesAsync(town.File("part"), export[..length]);
            await WriteAsync(town.File("part"));
            Assert.Equal(export, await File.ReadAllBytesAsync(town.File("part")));
        }

        foreach (var other in (byte[][])[Encoding.UTF8.GetBytes("Dear diary"), [.. export, (byte)'\n'], [.. export[..500], (byte)'x']])
        {
            await File.WriteAllBytesAsync(town.File("other"), other);
            Assert.Contains("It was left as it was.", (await Assert.ThrowsAsync<CopyRefusedException>(() => WriteAsync(town.File("other")))).Message, StringComparison.Ordinal);
            Assert.Equal(other, await File.ReadAllBytesAsync(town.File("other")));
        }
    }
}
