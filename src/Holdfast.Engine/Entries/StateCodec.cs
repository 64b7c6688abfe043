using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>Turns an account's state into a snapshot's JSON and back. The same state is always the same bytes.</summary>
public static class StateCodec
{
    private static readonly JsonTypeInfo<AccountState> Type = (JsonTypeInfo<AccountState>)LedgerJson.Options.GetTypeInfo(typeof(AccountState));

    public static byte[] Encode(AccountState state) => JsonSerializer.SerializeToUtf8Bytes(state, Type);

    /// <exception cref="JournalDamagedException">The snapshot cannot be read.</exception>
    public static AccountState Decode(Snapshot snapshot)
    {
        try
        {
            return JsonSerializer.Deserialize(snapshot.State.Span, Type)!;
        }
        catch (Exception cause) when (cause is JsonException or FormatException)
        {
            throw new JournalDamagedException($"The snapshot of account {snapshot.Account} at entry {snapshot.Seq} cannot be read.", cause);
        }
    }
}
