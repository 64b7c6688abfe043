using System.Diagnostics;
using System.Diagnostics.Metrics;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>What the engine tells of itself, under the meter and the source <c>Holdfast</c>.</summary>
internal static class EngineMetrics
{
    private static readonly System.Diagnostics.Metrics.Meter Source = new("Holdfast");

    private static readonly Counter<long> Commands = Source.CreateCounter<long>("holdfast.commands", description: "Commands answered, by command and status.");

    private static readonly Counter<long> Entries = Source.CreateCounter<long>("holdfast.entries", description: "Entries committed.");

    private static readonly Histogram<double> Commits = Source.CreateHistogram<double>("holdfast.commit.duration", "s", "One round trip to the store.");

    internal static readonly ActivitySource Traces = new("Holdfast");

    internal static void Answered(Command command, Status status)
    {
        if (Commands.Enabled) Commands.Add(1, new("command", command.GetType().Name), new("status", status.ToString()));
    }

    internal static void Committed(int entries, TimeSpan took)
    {
        if (!Entries.Enabled && !Commits.Enabled) return;
        Entries.Add(entries);
        Commits.Record(took.TotalSeconds);
    }
}
