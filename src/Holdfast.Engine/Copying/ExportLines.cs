using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>The lines of an export, as docs/guide/export.md describes them. Each begins with its type.</summary>
internal static class ExportLines
{
    /// <summary>Another number for every change that this program could not read.</summary>
    internal const int Version = 1;

    internal const string Header = "holdfast_export";
    internal const string Setting = "setting";
    internal const string Catalogue = "catalogue";
    internal const string Entry = "entry";
    internal const string Snapshot = "snapshot";
    internal const string End = "end";

    /// <summary>How the last line ends.</summary>
    internal const int SealBytes = 64 + 4;

    internal static byte[] Seal(byte[] hash) => Encoding.ASCII.GetBytes($"\"{Convert.ToHexStringLower(hash)}\"}}\n");

    /// <summary>Reads what was written and nothing else: every member, each once, and no other.</summary>
    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        MaxDepth = 128,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new InstantConverter(), new AccountIdConverter(), new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };
}

internal sealed record HeaderLine(string Type, int Version);

internal sealed record SettingLine(string Type, string Name, string Value);

internal sealed record CatalogueLine(string Type, int Version, Instant Since, string Document);

/// <param name="Hash">Hexadecimal; the hash before is that of the account's line before.</param>
/// <param name="Body">The body as it stands in the journal, byte for byte.</param>
/// <param name="BodyText">The same as a string, where it has line breaks between its members.</param>
internal sealed record EntryLine(
    string Type, AccountId Account, long Seq, Instant At, string Kind, int Catalogue, string Hash,
    string? CallerId = null, long RequestHash = 0, JsonElement? Body = null, string? BodyText = null);

/// <param name="Seq">The entry right before it.</param>
internal sealed record SnapshotLine(string Type, AccountId Account, long Seq, JsonElement? State = null, string? StateText = null);

/// <param name="Sha256">Over every byte before this one's quotation mark. It stands last.</param>
internal sealed record EndLine(
    string Type, long Settings, long Catalogues, long Accounts, long Entries, long Snapshots, ImmutableArray<BookLine> TrialBalance, string Sha256);

/// <param name="Micros">A whole number of millionths, as text, since it may pass 64 bits.</param>
internal sealed record BookLine(string Asset, Book Book, string Micros);
