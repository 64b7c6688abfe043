using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>Writes the records of a copy as lines. The same store always gives the same bytes.</summary>
/// <param name="output">Takes the bytes in order; they are valid only until it is done.</param>
internal sealed class ExportWriter(Func<ReadOnlyMemory<byte>, ValueTask> output, CopyCounts counts) : IDisposable
{
    private const int FlushBytes = 256 * 1024;

    private readonly ArrayBufferWriter<byte> buffer = new(2 * FlushBytes);
    private readonly Utf8JsonWriter json = new(Stream.Null, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private AccountId? account;
    private Strand? strand;

    internal void WriteHeader()
    {
        Begin(ExportLines.Header);
        json.WriteNumber("version", ExportLines.Version);
        End();
    }

    /// <exception cref="JournalDamagedException">The store is damaged there; what was written before it is right.</exception>
    internal async ValueTask WriteAsync(StoreRecord record)
    {
        switch (record)
        {
            case SettingRecord setting: Write(setting); break;
            case CatalogueRecord { Row: var row }: Write(row); break;
            case EntryRecord entry: Write(entry); break;
            case SnapshotRecord { Snapshot: var snapshot }: Write(snapshot); break;
            case EndRecord end: Write(end); break;
        }

        if (buffer.WrittenCount < FlushBytes && record is not EndRecord) return;
        hash.AppendData(buffer.WrittenSpan);
        await output(buffer.WrittenMemory).ConfigureAwait(false);
        buffer.ResetWrittenCount();
    }

    public void Dispose()
    {
        json.Dispose();
        hash.Dispose();
    }

    private void Write(SettingRecord setting)
    {
        counts.Settings++;
        Begin(ExportLines.Setting);
        json.WriteString("name", setting.Name);
        json.WriteString("value", setting.Value);
        End();
    }

    private void Write(CatalogueRow row)
    {
        counts.Catalogues++;
        Begin(ExportLines.Catalogue);
        json.WriteNumber("version", row.Version);
        Write("since", row.Since);
        json.WriteString("document", row.Document);
        End();
    }

    private void Write(EntryRecord record)
    {
        var row = record.Row;
        if (row.Account != account)
        {
            (account, strand) = (row.Account, new(row.Account, null, EntryCodec.NoHash));
            counts.Accounts++;
        }

        strand!.Next(record);
        counts.EntriesCopied++;
        Begin(ExportLines.Entry);
        json.WriteString("account", row.Account.Value);
        json.WriteNumber("seq", row.Seq);
        Write("at", row.At);
        json.WriteString("kind", row.Kind);
        json.WriteNumber("catalogue", row.Catalogue);
        if (row.CallerId is not null) json.WriteString("caller_id", row.CallerId);
        if (row.RequestHash != 0) json.WriteNumber("request_hash", row.RequestHash);
        json.WriteString("hash", Convert.ToHexStringLower(row.Hash.Span));
        Write("body", row.Body.Span);
        End();
    }

    private void Write(Snapshot snapshot)
    {
        strand!.Check(snapshot);
        counts.SnapshotsCopied++;
        Begin(ExportLines.Snapshot);
        json.WriteString("account", snapshot.Account.Value);
        json.WriteNumber("seq", snapshot.Seq);
        Write("state", snapshot.State.Span);
        End();
    }

    private void Write(EndRecord end)
    {
        Begin(ExportLines.End);
        json.WriteNumber("settings", counts.Settings);
        json.WriteNumber("catalogues", counts.Catalogues);
        json.WriteNumber("accounts", counts.Accounts);
        json.WriteNumber("entries", counts.Entries);
        json.WriteNumber("snapshots", counts.SnapshotsCopied);
        json.WritePropertyName("trial_balance");
        JsonSerializer.Serialize(json, end.TrialBalance.Select(sum => new BookLine(sum.Asset, sum.Book, sum.Micros.ToString(CultureInfo.InvariantCulture))), ExportLines.Options);
        json.WritePropertyName("sha256");
        json.Flush();
        hash.AppendData(buffer.WrittenSpan);
        json.WriteStringValue(Convert.ToHexStringLower(hash.GetHashAndReset()));
        End();
    }

    private void Begin(string type)
    {
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString("type", type);
    }

    private void End()
    {
        json.WriteEndObject();
        json.Flush();
        buffer.Write("\n"u8);
    }

    private void Write(string name, Instant instant)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, instant, ExportLines.Options);
    }

    /// <summary>JSON as it is. Between its members there may be line breaks, which a line cannot have: then as a string.</summary>
    private void Write(string name, ReadOnlySpan<byte> value)
    {
        if (value.IndexOfAny((byte)'\n', (byte)'\r') >= 0)
        {
            json.WriteString(name + "_text", Encoding.UTF8.GetString(value));
            return;
        }

        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }
}
