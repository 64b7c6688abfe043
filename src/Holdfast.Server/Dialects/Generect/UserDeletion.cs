using System.Text.Json;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>
/// What <c>DELETE</c> needs before it closes an account: the customer's password. No account has one in this server, so
/// that whatever is sent is wrong; who teaches it passwords compares here, and a right one leads to <c>CloseAccount</c>
/// and 204.
/// </summary>
internal static class UserDeletion
{
    internal static FieldError Error(JsonElement fields) => new("current_password", fields.TryGetProperty("current_password", out var password)
        ? password.ValueKind switch
        {
            JsonValueKind.Null => "This field may not be null.",
            JsonValueKind.String when password.GetString()!.Length == 0 => "This field may not be blank.",
            JsonValueKind.String => "Invalid password.",
            _ => "Not a valid string.",
        }
        : "This field is required.");
}
