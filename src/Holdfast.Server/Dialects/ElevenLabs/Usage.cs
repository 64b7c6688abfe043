using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.ElevenLabs;

/// <summary>The body of <c>GET /v1/usage/character-stats</c>: characters used, bucket by bucket, added up from the account's entries.</summary>
internal sealed class Usage
{
    /// <summary>Figures of one answer: as many as a body of about a megabyte holds.</summary>
    internal const int FiguresMax = 200_000;

    private readonly UsageQuery query;
    private readonly string account;
    private readonly SortedDictionary<string, Amount[]> series = new(StringComparer.Ordinal);

    private Usage(UsageQuery query, AccountId account)
    {
        (this.query, this.account) = (query, account.ToString());
        if (query.Breakdown == Breakdown.None) series[All] = new Amount[query.Buckets.Count];
    }

    private const string All = "All";

    /// <summary>What stands for work that no key paid for.</summary>
    private const string NoKey = "none";

    /// <summary>Adds up what the account used, where it was used, also what was told of after that; null when the breakdown has more values than one answer holds.</summary>
    internal static async ValueTask<Usage?> SumAsync(AccountEngine engine, AccountView view, UsageQuery query, CancellationToken cancel)
    {
        var account = view.State.Id;
        var usage = new Usage(query, account);
        var meter = ElevenLabsFields.Characters(view.Catalogue);
        var told = query.End + view.Catalogue.LateUsageEver();
        var before = await engine.SeqAtAsync(account, new(query.Start.Micros - 1), cancel);
        await foreach (var entry in engine.EntriesAsync(account, before, long.MaxValue, cancel))
        {
            if (entry.At > told) break;
            var used = (entry.Body as Charged)?.UsedAt ?? entry.At;
            if (used < query.Start || used > query.End) continue;
            if (Characters(entry.Body, meter) is ({ } use, var characters) && !usage.Add(usage.BucketOf(used), use, characters)) return null;
        }

        return usage;
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("time");
        foreach (var start in query.Buckets) json.WriteNumberValue(start.UnixMilliseconds);
        json.WriteEndArray();
        json.WriteStartObject("usage");
        foreach (var (name, amounts) in series)
        {
            json.WriteStartArray(name);
            foreach (var amount in amounts) json.WriteRawValue(amount.ToString(), skipInputValidation: true);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What an entry uses of the meter, negative where it gives back; null when it has nothing to do with it.</summary>
    private static (Use Use, Amount Characters)? Characters(EntryBody body, string meter)
    {
        var use = body switch
        {
            Charged charged => charged.Use,
            HoldCaptured captured => captured.Use,
            Refunded refunded => refunded.Use,
            _ => null,
        };
        if (use is null) return null;
        foreach (var used in use.Meters)
            if (used.Meter == meter) return (use, body is Refunded ? -used.Quantity : used.Quantity);
        return null;
    }

    /// <summary>The bucket that an instant of the range lies in. Late usage goes back and forth between them.</summary>
    private int BucketOf(Instant used)
    {
        var (found, past) = (0, query.Buckets.Count);
        while (past - found > 1)
        {
            var middle = (found + past) / 2;
            if (query.Buckets[middle] <= used) found = middle;
            else past = middle;
        }

        return found;
    }

    private bool Add(int bucket, Use use, Amount characters)
    {
        var name = query.Breakdown switch
        {
            Breakdown.None => All,
            Breakdown.ProductType => use.Operation,
            Breakdown.User => account,
            Breakdown.ApiKeys => use.Key ?? NoKey,
        };
        if (!series.TryGetValue(name, out var amounts))
        {
            if ((series.Count + 1) * query.Buckets.Count > FiguresMax) return false;
            series[name] = amounts = new Amount[query.Buckets.Count];
        }

        amounts[bucket] += characters;
        return true;
    }
}
