using System.Globalization;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>Reads query parameters strictly: what is there must be right. Parameters that nobody asks for are ignored.</summary>
internal static class Query
{
    /// <summary>Rows in an answer when the caller does not say.</summary>
    internal const int LimitDefault = 100;

    internal const int LimitMax = 1_000;

    /// <summary>How many rows the caller wants.</summary>
    internal static int Limit(this HttpContext http) => (int)(http.Number("limit", 1, LimitMax) ?? LimitDefault);

    /// <summary>A whole number; null when it is not given.</summary>
    /// <exception cref="FailureException">It is none, or out of range.</exception>
    internal static long? Number(this HttpContext http, string name, long min, long max)
    {
        if (http.Parameter(name) is not { } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw Wrong(name, $"a whole number from {min} to {max}");
    }

    /// <summary>A text of 1 to 256 characters; null when it is not given.</summary>
    /// <exception cref="FailureException">It is empty, too long, or has control characters.</exception>
    internal static string? Text(this HttpContext http, string name)
    {
        if (http.Parameter(name) is not { } text) return null;
        return text.Length is > 0 and <= Bounds.TextMax && !text.Any(char.IsControl) ? text : throw Wrong(name, $"1 to {Bounds.TextMax} characters");
    }

    /// <summary>Whether a parameter is <c>true</c>; false when it is not given.</summary>
    /// <exception cref="FailureException">It is neither <c>true</c> nor <c>false</c>.</exception>
    internal static bool Flag(this HttpContext http, string name) => http.Parameter(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>An instant that is not in the future; null when it is not given.</summary>
    /// <exception cref="FailureException">It is none, or in the future.</exception>
    internal static Instant? Past(this HttpContext http, string name, Instant now)
    {
        if (http.Parameter(name) is not { } text) return null;
        return InstantWire.TryParse(text, out var at) && at <= now ? at : throw Wrong(name, "a past instant in RFC 3339");
    }

    /// <summary>The value of a parameter; null when it is not given.</summary>
    /// <exception cref="FailureException">It is given more than once.</exception>
    internal static string? Parameter(this HttpContext http, string name) => http.Request.Query[name] switch
    {
        [] => null,
        [var one] => one ?? "",
        _ => throw Wrong(name, "one value"),
    };

    internal static FailureException Wrong(string name, string right) => new(Failure.Of(Fault.FieldInvalid, $"{name}: {right}.", name));
}
