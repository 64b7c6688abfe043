using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>A person in an account, for the API's description.</summary>
internal sealed record MemberShape(Role Role, string? Name, string? Email, Instant JoinedAt);

/// <summary>Members in the native API.</summary>
internal static class MemberJson
{
    internal static void WriteAll(Utf8JsonWriter json, AccountState account)
    {
        json.WriteStartObject("members");
        foreach (var member in account.Members)
        {
            json.WriteStartObject(member.Id);
            WriteFields(json, member);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the fields into the object that is open.</summary>
    internal static void WriteFields(Utf8JsonWriter json, Member member)
    {
        json.WriteString("role", WordWire<Role>.Of(member.Role));
        json.WriteString("name", member.Name);
        json.WriteString("email", member.Email);
        json.Moment("joined_at", member.JoinedAt);
    }
}
