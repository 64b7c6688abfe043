using System.Collections.Immutable;
using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>
/// What <c>PUT</c> and <c>PATCH</c> change: <c>full_name</c>, <c>logo</c> and <c>icp_flow</c>. Every other key is ignored,
/// without a word.
/// </summary>
/// <param name="Command">Null when nothing is to be changed, or something is wrong.</param>
/// <param name="Errors">Empty when nothing is wrong.</param>
internal readonly record struct UserChange(ChangeAccount? Command, IReadOnlyList<FieldError> Errors)
{
    private const int LogoLengthMax = 2_000;
    private const string NotAString = "Not a valid string.";
    private const string NotNull = "This field may not be null.";

    internal static UserChange From(JsonElement fields)
    {
        var errors = new List<FieldError>();
        var attributes = ImmutableArray.CreateBuilder<ProfileAttribute>();
        Optional<string?> name = default;
        if (fields.TryGetProperty("full_name", out var fullName) && Accept(errors, "full_name", NameError(fullName))) name = fullName.GetString()!.Trim();
        foreach (var (field, error) in new (string, Func<JsonElement, string?>)[] { ("logo", LogoError), ("icp_flow", FlowError) })
            if (fields.TryGetProperty(field, out var value) && Accept(errors, field, error(value))) attributes.Add(new(field, value.GetRawText()));

        if (errors.Count > 0 || (!name.IsGiven && attributes.Count == 0)) return new(null, errors);
        return new(new() { Name = name, Attributes = attributes.DrainToImmutable() }, errors);
    }

    private static bool Accept(List<FieldError> errors, string field, string? error)
    {
        if (error is not null) errors.Add(new(field, error));
        return error is null;
    }

    private static string? NameError(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return NotNull;
        if (value.ValueKind != JsonValueKind.String) return NotAString;
        var name = value.GetString()!.Trim();
        if (name.Contains('\0')) return "Null characters are not allowed.";
        if (name.Any(char.IsControl)) return NotAString;
        return name.Length > Bounds.TextMax ? TooLong(Bounds.TextMax) : null;
    }

    /// <summary>Null takes the logo away.</summary>
    private static string? LogoError(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.String) return NotAString;
        var url = value.GetString()!;
        if (url.Length == 0) return "This field may not be blank.";
        if (url.Length > LogoLengthMax) return TooLong(LogoLengthMax);
        var isUrl = !url.Any(character => char.IsWhiteSpace(character) || char.IsControl(character))
            && Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
        return isUrl ? null : "Enter a valid URL.";
    }

    private static string? FlowError(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return NotNull;
        if (value.ValueKind != JsonValueKind.Object) return $"Expected a dictionary of items but got type \"{PythonTypes.Of(value)}\".";
        return value.GetRawText().Length > Bounds.AttributeMax ? TooLong(Bounds.AttributeMax) : null;
    }

    private static string TooLong(int max) => $"Ensure this field has no more than {max} characters.";
}
