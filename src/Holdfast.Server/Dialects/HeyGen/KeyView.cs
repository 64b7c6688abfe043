using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.HeyGen;

/// <summary>The body of <c>GET /v3/api_keys/self</c>: the key that asks.</summary>
internal static class KeyView
{
    internal static void Write(Utf8JsonWriter json, Key key, Instant now)
    {
        json.WriteStartObject();
        json.WriteStartObject("data");
        json.WriteString("key_id", key.Id);
        json.WriteString("key_name", key.Name);
        json.WriteString("status", "active");
        json.WriteString("scope_mode", key.Scopes.IsEmpty ? "full" : key.Scopes.All(IsRead) ? "read_only" : "custom");
        json.WriteStartArray("scopes");
        foreach (var scope in key.Scopes) json.WriteStringValue(scope);
        json.WriteEndArray();
        json.WriteString("created_at", Seconds(key.CreatedAt).ToString());
        json.WriteString("updated_at", Seconds(key.UpdatedAt).ToString());
        json.WriteString("expires_at", key.ExpiresAt is { } expires ? Seconds(expires).ToString() : null);
        json.WritePropertyName("expires_in_seconds");
        if (key.ExpiresAt is { } end) json.WriteNumberValue((long)(end - now).TotalSeconds);
        else json.WriteNullValue();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static bool IsRead(string scope) => scope.EndsWith(":read", StringComparison.Ordinal) || scope.EndsWith("_read", StringComparison.Ordinal);

    private static Instant Seconds(Instant at) => Instant.FromUnixSeconds(at.UnixSeconds);
}
