using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>
/// The body of <c>GET /api/auth/transactions/spent_credits/</c>: the sums of transactions by period and operation, as the
/// clocks of a zone count.
/// </summary>
internal sealed class SpentCredits
{
    /// <summary>No zone is further from UTC.</summary>
    private static readonly TimeSpan OffsetMax = TimeSpan.FromHours(14);

    private readonly TimeZoneInfo zone;
    private readonly Func<DateTime, DateTime> begin;
    private readonly DateTime first = DateTime.MinValue;
    private readonly DateTime last = DateTime.MaxValue;
    private readonly SortedDictionary<DateTime, SortedDictionary<string, Amount>> periods = [];
    private Amount total;

    private SpentCredits(IQueryCollection query)
    {
        zone = Text(query, "timezone") is { } name && Calendar.FindZone(name) is { } known ? known : TimeZoneInfo.Utc;
        begin = Text(query, "period") switch
        {
            "day" => local => local.Date,
            "week" => local => local.Date.AddDays(-(((int)local.DayOfWeek + 6) % 7)),
            "quarter" => local => new(local.Year, (local.Month - 1) / 3 * 3 + 1, 1),
            "year" => local => new(local.Year, 1, 1),
            _ => local => new(local.Year, local.Month, 1),
        };
        if (Text(query, "start_date") is { } start && Shown(start) is { } from) first = from.First;
        if (Text(query, "end_date") is { } end && Shown(end) is { } to) last = to.Last;
    }

    internal static async Task<SpentCredits> ReadAsync(IAsyncEnumerable<Transaction> newestFirst, IQueryCollection query)
    {
        var spent = new SpentCredits(query);
        await foreach (var transaction in newestFirst)
        {
            // What comes now is older still, and no clock shows it as later than this.
            if (spent.first > DateTime.MinValue + OffsetMax && transaction.CreatedAt.ToUtc() < spent.first - OffsetMax) break;
            spent.Add(transaction);
        }

        return spent;
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("spent_credits");
        foreach (var (period, sums) in periods)
        {
            json.WriteStartObject(period.ToString("s", System.Globalization.CultureInfo.InvariantCulture));
            foreach (var (operation, sum) in sums) json.WriteNumber(operation, sum.WholeUnits);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteNumber("total_spent_credits", total.WholeUnits);
        json.WriteEndObject();
    }

    private void Add(Transaction transaction)
    {
        var local = TimeZoneInfo.ConvertTimeFromUtc(transaction.CreatedAt.ToUtc(), zone);
        if (local < first || local > last) return;
        var period = begin(local);
        if (!periods.TryGetValue(period, out var sums)) periods[period] = sums = new(StringComparer.Ordinal);
        var operation = transaction.IsPlatform ? transaction.BalanceType : transaction.Operation;
        sums[operation] = sums.GetValueOrDefault(operation) + transaction.Amount;
        total += transaction.Amount;
    }

    /// <summary>The first and the last moment, on the zone's clock, of what a text means: a date all day. Null when it cannot be read.</summary>
    private (DateTime First, DateTime Last)? Shown(string text)
    {
        if (NaiveTime.TryParseDay(text, out var day)) return (day, day == DateTime.MaxValue.Date ? DateTime.MaxValue : day.AddDays(1).AddTicks(-1));
        if (NaiveTime.TryParseLocal(text, out var local)) return (local, local);
        if (!NaiveTime.TryParse(text, out var at)) return null;
        var shown = TimeZoneInfo.ConvertTimeFromUtc(at.ToUtc(), zone);
        return (shown, shown);
    }

    private static string? Text(IQueryCollection query, string name) => query[name] is [.., { Length: > 0 } text] ? text : null;
}
