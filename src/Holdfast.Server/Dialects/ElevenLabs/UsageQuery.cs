using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.ElevenLabs;

/// <summary>How usage is told apart.</summary>
internal enum Breakdown
{
    /// <summary>All of it together.</summary>
    None,

    /// <summary>By operation.</summary>
    ProductType,

    /// <summary>By the user, of whom an account has one.</summary>
    User,

    /// <summary>By the key that paid.</summary>
    ApiKeys,
}

/// <summary>What <c>GET /v1/usage/character-stats</c> is asked for.</summary>
/// <param name="End">The last instant that counts: the whole of the millisecond that was named.</param>
/// <param name="Buckets">Where each bucket of the time axis begins, in order; never empty.</param>
internal sealed record UsageQuery(Instant Start, Instant End, IReadOnlyList<Instant> Buckets, Breakdown Breakdown)
{
    /// <summary>Buckets of one answer: more than a year of hours.</summary>
    internal const int BucketsMax = 10_000;

    private const string StartName = "start_unix";
    private const string EndName = "end_unix";
    private const string IntervalName = "aggregation_interval";
    private const string SizeName = "aggregation_bucket_size";
    private const string BreakdownName = "breakdown_type";
    private const string WorkspaceName = "include_workspace_metrics";
    private const string MetricName = "metric";

    private static readonly (string Word, Interval? Value)[] Intervals =
        [("hour", Interval.Hour), ("day", Interval.Day), ("week", Interval.Week), ("month", Interval.Month), ("cumulative", Interval.Cumulative)];

    /// <summary>Those without a value are the vendor's and tell apart what is not kept here.</summary>
    private static readonly (string Word, Breakdown? Value)[] Breakdowns =
    [
        ("none", Breakdown.None), ("product_type", Breakdown.ProductType), ("user", Breakdown.User), ("api_keys", Breakdown.ApiKeys),
        ("voice", null), ("voice_multiplier", null), ("groups", null), ("all_api_keys", null), ("model", null), ("resource", null), ("request_queue", null),
        ("region", null), ("subresource_id", null), ("reporting_workspace_id", null), ("has_api_key", null), ("request_source", null),
    ];

    /// <summary>Both are the characters of the meter.</summary>
    private static readonly (string Word, bool? Value)[] Metrics =
    [
        ("credits", true), ("tts_characters", true), ("minutes_used", null), ("request_count", null), ("ttfb_avg", null), ("ttfb_p95", null),
        ("fiat_units_spent", null), ("concurrency", null), ("concurrency_average", null),
    ];

    private static readonly (string Word, bool? Value)[] Flags = [("false", false), ("true", true), ("0", false), ("1", true)];

    /// <summary>Reads the query, or finds everything that is wrong with it. What nobody knows is left alone, as the vendor does.</summary>
    internal static bool TryRead(
        IQueryCollection query, [NotNullWhen(true)] out UsageQuery? read, out IReadOnlyList<ElevenLabsErrors.Finding> findings)
    {
        var reading = new QueryReading(query);
        var start = reading.Whole(StartName, 0, Instant.InputMax.UnixMilliseconds, required: true);
        var end = reading.Whole(EndName, 0, Instant.InputMax.UnixMilliseconds, required: true);
        var size = reading.Whole(SizeName, 1, int.MaxValue, required: false);
        var interval = reading.Word(IntervalName, Intervals, Interval.Day);
        var breakdown = reading.Word(BreakdownName, Breakdowns, Breakdown.None);
        var workspace = reading.Word(WorkspaceName, Flags, false);
        reading.Word(MetricName, Metrics, true);
        if (end < start) reading.Add(EndName, $"Input should be at or after {StartName}", "value_error");
        if (breakdown is Breakdown.User or Breakdown.ApiKeys && !workspace)
            reading.Add(BreakdownName, $"Input can only be 'user' or 'api_keys' when {WorkspaceName} is true", "value_error");

        read = null;
        findings = reading.Findings;
        if (findings.Count > 0) return false;
        var axis = size is { } seconds ? new TimeAxis(Interval.Seconds, seconds) : new(interval, 0);
        var (from, last) = (Instant.FromUnixMilliseconds(start!.Value), new Instant(Instant.FromUnixMilliseconds(end!.Value + 1).Micros - 1));
        read = new(from, last, axis.Starts(from, last, BucketsMax), breakdown);
        if (read.Buckets.Count <= BucketsMax) return true;
        reading.Add(size is null ? IntervalName : SizeName, TooManyBuckets, "value_error");
        return false;
    }

    /// <summary>The answer to a query whose breakdown has more values than one answer holds.</summary>
    internal static ElevenLabsErrors.Finding TooFine(UsageQuery query) =>
        new(BreakdownName, $"Input asks for too many values with {query.Buckets.Count} buckets each; ask for a shorter range or longer buckets", "value_error");

    private static readonly string TooManyBuckets =
        string.Create(CultureInfo.InvariantCulture, $"Input leads to more than {BucketsMax} buckets; ask for a shorter range or longer buckets");
}
