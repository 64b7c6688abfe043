namespace Holdfast.Ledger.Tests;

/// <summary>What each entry should tell: every limit and every balance looked at before it and after it.</summary>
internal sealed partial class Oracle
{
    private readonly Dictionary<long, List<string>> alerts = [];

    /// <summary>By limit, a budget by the first of its keys: how much is taken of how much. By asset: what is available.</summary>
    private sealed record Figures(Dictionary<string, (decimal Taken, decimal Most)> Shares, Dictionary<string, decimal> Funds);

    /// <summary>What an entry carries: limit, percent or figure, and what is left.</summary>
    public IReadOnlyList<string> AlertsOf(long seq) => alerts.GetValueOrDefault(seq) ?? [];

    /// <summary>The figures under the catalogue in force; null when it tells nothing.</summary>
    private Figures? Seen(Instant now)
    {
        var catalogue = InForce(now);
        if (catalogue.Alerts.Used.IsEmpty && catalogue.Alerts.Left.Count == 0) return null;
        var terms = Terms(catalogue);
        var shares = limits.ToDictionary(limit => limit.Name is null ? "key:" + limit.Line : "limit:" + limit.Name, limit => (Taken(SpanNow(limit, now)), limit.Amount));
        foreach (var meter in catalogue.Meters.Keys)
        {
            if (!terms.Meters.TryGetValue(meter, out var limit) || limit.Limit is null) continue;
            var extension = limit.Extendable && extensions.TryGetValue(meter, out var set) ? set ?? 0 : 0;
            shares["meter:" + meter] = (TakenIn(Window(meter, catalogue, now)), D(limit.Limit) + extension);
        }

        if (cap is { } most) shares["cap:" + most.Asset] = (most.Amount - CapRoom(most, catalogue), most.Amount);
        return new(shares, catalogue.Assets.Keys.ToDictionary(asset => asset, asset => Book(asset, Ledger.Book.Available)));
    }

    /// <summary>Notes what the last entry tells.</summary>
    private void Tell(Figures? before, Instant now)
    {
        if (before is null || Seen(now) is not { } after) return;
        var told = new List<string>();
        foreach (var percent in InForce(now).Alerts.Used)
            foreach (var (limit, share) in after.Shares)
                if (Reaches(share, percent) && !Reaches(before.Shares.GetValueOrDefault(limit), percent))
                    told.Add($"{limit} {percent}% {Tests.Portrait.Shown(Math.Max(0, share.Most - share.Taken))}");
        foreach (var (asset, figures) in InForce(now).Alerts.Left)
            foreach (var figure in figures)
                if (before.Funds[asset] >= D(figure) && after.Funds[asset] < D(figure)) told.Add($"funds:{asset} <{figure} {Tests.Portrait.Shown(after.Funds[asset])}");
        if (told.Count > 0) alerts[Seq] = told;

        static bool Reaches((decimal Taken, decimal Most) share, int percent) => share.Most > 0 && share.Taken * 100 >= share.Most * percent;
    }
}
