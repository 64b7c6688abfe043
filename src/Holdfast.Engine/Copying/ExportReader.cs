using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>Something that is not an export, or not one that this program can read. The message names the line.</summary>
public sealed class ExportUnreadableException(long line, string what, Exception? inner = null) : Exception($"Line {line} {what}.", inner);

/// <summary>Reads the lines of an export as the records of a copy, and makes sure that none is missing.</summary>
internal sealed class ExportReader(Stream input) : IDisposable
{
    private readonly LineReader lines = new(input);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private (long Settings, long Catalogues, long Accounts, long Entries, long Snapshots) counts;
    private (AccountId Account, long Seq, ReadOnlyMemory<byte> Hash) last;

    /// <summary>The line that is being read, from 1.</summary>
    internal long Line { get; private set; }

    /// <exception cref="ExportUnreadableException">The next line cannot be read, or is missing.</exception>
    internal async IAsyncEnumerable<StoreRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        ReadHeader((await NextAsync(cancel).ConfigureAwait(false)).Span);
        while (true)
        {
            var record = Read((await NextAsync(cancel).ConfigureAwait(false)).Span);
            if (record is EndRecord) await ReachEndAsync(cancel).ConfigureAwait(false);
            yield return record;
            if (record is EndRecord) yield break;
        }
    }

    /// <summary>What stopped at a line when its record was used, and not when it was read.</summary>
    internal ExportUnreadableException NotTaken(JournalDamagedException cause) =>
        new(Line, $"cannot be taken: {char.ToLowerInvariant(cause.Message[0])}{cause.Message[1..].TrimEnd('.')}", cause);

    public void Dispose() => hash.Dispose();

    private async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancel)
    {
        Line++;
        var line = await lines.NextAsync(cancel).ConfigureAwait(false);
        if (line.IsEmpty) throw Wrong(Line == 1 ? "is missing: there is nothing to read" : "is missing: the export was cut off before it");
        return line.Span[^1] == '\n' ? line : throw Wrong("has no end: the export was cut off in it");
    }

    private async ValueTask ReachEndAsync(CancellationToken cancel)
    {
        if ((await lines.NextAsync(cancel).ConfigureAwait(false)).IsEmpty) return;
        Line++;
        throw Wrong("follows the last line of the export");
    }

    private void ReadHeader(ReadOnlySpan<byte> line)
    {
        if (Type(line) != ExportLines.Header) throw Wrong("does not begin a Holdfast export");

        // The number first: a newer version's header may have more in it.
        var version = Parse<JsonElement>(line).TryGetProperty("version", out var stated) && stated.TryGetInt32(out var number) ? number : 0;
        if (version != ExportLines.Version) throw Wrong($"names version {version} of the export, and this program reads version {ExportLines.Version}");
        Parse<HeaderLine>(line);
        hash.AppendData(line);
    }

    private StoreRecord Read(ReadOnlySpan<byte> line)
    {
        var type = Type(line);
        if (type == ExportLines.End) return End(line, Parse<EndLine>(line));
        hash.AppendData(line);
        return type switch
        {
            ExportLines.Setting => Setting(Parse<SettingLine>(line)),
            ExportLines.Catalogue => Catalogue(Parse<CatalogueLine>(line)),
            ExportLines.Entry => Entry(Parse<EntryLine>(line)),
            ExportLines.Snapshot => Snapshot(Parse<SnapshotLine>(line)),
            _ => throw Wrong($"is of a type that version {ExportLines.Version} of the export does not have"),
        };
    }

    private SettingRecord Setting(SettingLine line)
    {
        counts.Settings++;
        return new(line.Name, line.Value);
    }

    private CatalogueRecord Catalogue(CatalogueLine line)
    {
        counts.Catalogues++;
        return new(new(line.Version, line.Since, line.Document));
    }

    private EntryRecord Entry(EntryLine line)
    {
        if (line.Account != last.Account)
        {
            if (line.Account.Value.CompareTo(last.Account.Value) < 0) throw Wrong("stands out of order: accounts ascend by their ids");
            last = (line.Account, 0, EntryCodec.NoHash);
            counts.Accounts++;
        }

        if (line.Seq != last.Seq + 1) throw Wrong($"has entry {line.Seq} of account {line.Account} where entry {last.Seq + 1} should stand");
        counts.Entries++;
        var row = new EntryRow
        {
            Account = line.Account,
            Seq = line.Seq,
            At = line.At,
            Kind = line.Kind,
            Catalogue = line.Catalogue,
            CallerId = line.CallerId,
            RequestHash = line.RequestHash,
            Body = Bytes(line.Body, line.BodyText),
            PreviousHash = last.Hash,
            Hash = Hex(line.Hash),
        };
        last = (row.Account, row.Seq, row.Hash);
        return new(row, HasColumns: false);
    }

    private SnapshotRecord Snapshot(SnapshotLine line)
    {
        if (line.Account != last.Account || line.Seq != last.Seq) throw Wrong("has a snapshot that does not follow its entry");
        counts.Snapshots++;
        return new(new(line.Account, line.Seq, last.Hash, Bytes(line.State, line.StateText)));
    }

    private EndRecord End(ReadOnlySpan<byte> bytes, EndLine line)
    {
        var stated = (line.Settings, line.Catalogues, line.Accounts, line.Entries, line.Snapshots);
        if (stated != counts) throw Wrong($"counts {stated.Accounts} accounts and {stated.Entries} entries, and {counts.Accounts} and {counts.Entries} came: lines are missing, or there are too many");

        // The line ends in its checksum, which covers what stands before it: the sums too, and no spelling but one is right.
        var sealAt = Math.Max(0, bytes.Length - ExportLines.SealBytes);
        hash.AppendData(bytes[..sealAt]);
        if (!bytes[sealAt..].SequenceEqual(ExportLines.Seal(hash.GetHashAndReset()))) throw Wrong("has the checksum of another export: something before it was changed");
        return new([.. line.TrialBalance.Select(sum => (sum.Asset, sum.Book, Micros(sum.Micros)))]);
    }

    /// <summary>What the line's first member says; null when that is not its type.</summary>
    private string? Type(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("type"u8)
                && reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            // The latter for bytes that are no UTF-8.
            throw Wrong("is no JSON", cause);
        }
    }

    private T Parse<T>(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, ExportLines.Options)!;
        }
        catch (Exception cause) when (cause is JsonException or FormatException or InvalidOperationException)
        {
            throw Wrong(IsJson(line) ? "has not the members that its type has" : "is no JSON", cause);
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line, new() { MaxDepth = ExportLines.Options.MaxDepth });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private byte[] Bytes(JsonElement? json, string? text) =>
        json is { } value && text is null ? JsonMarshal.GetRawUtf8Value(value).ToArray()
        : json is null && text is not null ? Encoding.UTF8.GetBytes(text)
        : throw Wrong("has not the members that its type has");

    private byte[] Hex(string text)
    {
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException cause)
        {
            throw Wrong("has a hash that is not hexadecimal", cause);
        }
    }

    private Int128 Micros(string text) =>
        Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros) ? micros : throw Wrong("has a sum that is no whole number");

    private ExportUnreadableException Wrong(string what, Exception? inner = null) => new(Line, what, inner);
}
