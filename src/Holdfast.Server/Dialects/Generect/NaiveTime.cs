using System.Globalization;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>Instants as Generect writes them: UTC, and no zone that would say so.</summary>
internal static class NaiveTime
{
    private const string Day = "yyyy-MM-dd";

    private static readonly string[] Times = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFF"];
    private static readonly string[] LocalForms = [.. Times.Select(time => Day + "'T'" + time), .. Times.Select(time => Day + "' '" + time)];
    private static readonly string[] Forms = [Day, .. LocalForms.Select(form => form + "K")];

    /// <summary>Six digits of fraction only when it is not zero, as on the page.</summary>
    internal static string Short(Instant at) => at.Micros % 1_000_000 == 0 ? at.ToUtc().ToString("s", CultureInfo.InvariantCulture) : Full(at);

    /// <summary>Six digits of fraction always.</summary>
    internal static string Full(Instant at) => at.ToUtc().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>A date is its first moment. What bears an offset is taken at its word.</summary>
    internal static bool TryParse(string text, out Instant at)
    {
        var read = DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        at = Instant.From(time);
        return read;
    }

    internal static bool TryParseDay(string text, out DateTime day) =>
        DateTime.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>Reads a time that bears no offset.</summary>
    internal static bool TryParseLocal(string text, out DateTime local) =>
        DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out local);
}
