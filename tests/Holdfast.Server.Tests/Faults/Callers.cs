using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Server.Tests.Faults;

/// <summary>
/// Many callers who spend the same few accounts through whichever server, repeat under its id what was not answered, and
/// note what they saw.
/// </summary>
internal sealed class Callers : IDisposable
{
    /// <summary>The most that an account may hold and consume: more than it has at first, less than it is given in the end.</summary>
    public const long Limit = 150_000_000;

    private readonly Cluster cluster;
    private readonly int seed;
    private readonly HttpClient http = new();
    private readonly Lock gate = new();
    private readonly List<(Func<(long Answers, long Failures), bool> IsReached, TaskCompletionSource Reached)> waiting = [];
    private (long Answers, long Failures) counts;
    private volatile bool isOver;
    private volatile bool isAbandoned;

    public Callers(Cluster cluster, int seed)
    {
        (this.cluster, this.seed) = (cluster, seed);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.OperatorKey);
    }

    public History History { get; } = new();

    public List<string> Accounts { get; } = [];

    /// <summary>Opens accounts with a limit and some money.</summary>
    public async Task OpenAsync(int count)
    {
        for (var at = 0; at < count; at++)
        {
            var opened = await MustAsync(HttpMethod.Post, "/accounts", """{"username":"history"}""");
            Accounts.Add((string)opened["id"]!);
            await MustAsync(HttpMethod.Put, $"/accounts/{Accounts[at]}/limits/ever", $$"""{"asset":"usd","amount":"{{Text(Limit)}}","per":"total"}""");
            await GiveAsync(new(seed), Accounts[at], $"first-{at}", 40_000_000);
        }
    }

    /// <summary>Works until it is told to end.</summary>
    public Task WorkAsync(int callers) => Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => WorkOnAsync(caller))));

    public void End() => isOver = true;

    /// <summary>Ends without waiting for answers that may never come, when a test has failed.</summary>
    public void Abandon() => (isOver, isAbandoned) = (true, true);

    /// <summary>Waits for so many more answers.</summary>
    public Task AnswersAsync(int more)
    {
        lock (gate)
        {
            var until = counts.Answers + more;
            return WaitAsync(counts => counts.Answers >= until);
        }
    }

    /// <summary>Waits until so many more calls had no answer.</summary>
    public Task FailuresAsync(int more)
    {
        lock (gate)
        {
            var until = counts.Failures + more;
            return WaitAsync(counts => counts.Failures >= until);
        }
    }

    /// <summary>The account's entries, all of them.</summary>
    public async Task<List<Written>> EntriesAsync(int node, string account)
    {
        var entries = new List<Written>();
        for (long? after = 0; after is not null;)
        {
            var page = await AskAsync(node, HttpMethod.Get, $"/accounts/{account}/entries?limit=1000&after={after}", null, null);
            foreach (var entry in page!.Value.Body["entries"]!.AsArray()) entries.Add(After(entries.LastOrDefault(), entry!));
            after = (long?)page.Value.Body["next_after"];
        }

        return entries;
    }

    public void Dispose() => http.Dispose();

    private async Task WorkOnAsync(int caller)
    {
        var random = new Random(seed * 1_000 + caller);
        var open = new List<(string Account, string Hold, long Amount)>();
        for (var step = 0; !isOver; step++)
        {
            var (account, id, amount) = (Accounts[random.Next(Accounts.Count)], $"c{caller}n{step}", random.Next(1, 4_000) * 1_000L);
            if (open.Count > 0 && random.Next(3) == 0) await EndAsync(random, open, id);
            else if (random.Next(10) == 0) await GiveAsync(random, account, id, amount);
            else if (random.Next(3) == 0) await ReadAsync(random, account);
            else if (random.Next(3) == 0) await SpendAsync(random, Asked.Charge, account, id, amount);
            else if (await SpendAsync(random, Asked.Hold, account, id, amount)) open.Add((account, id, amount));
        }
    }

    private Task<Seen> GiveAsync(Random random, string account, string id, long amount) => CallAsync(
        random, new(account, Asked.Grant, id, amount, History.Next()), HttpMethod.Post, "grants", $$"""{"asset":"usd","amount":"{{Text(amount)}}","source":"promo"}""");

    private async Task<bool> SpendAsync(Random random, Asked asked, string account, string id, long amount)
    {
        var body = $$"""{"operation":"video.generate","amount":{"usd":"{{Text(amount)}}"}""" + (asked == Asked.Hold ? ""","ttl_seconds":86400}""" : "}");
        var (method, path) = asked == Asked.Hold ? (HttpMethod.Put, $"holds/{id}") : (HttpMethod.Post, "charges");
        return (await CallAsync(random, new(account, asked, id, amount, History.Next()), method, path, body)).Told == Told.Done;
    }

    /// <summary>Captures a hold that was placed, or releases it.</summary>
    private async Task EndAsync(Random random, List<(string Account, string Hold, long Amount)> open, string id)
    {
        var at = random.Next(open.Count);
        var (account, hold, amount) = open[at];
        open.RemoveAt(at);
        var part = random.NextInt64(1, amount + 1);
        var end = random.Next(3) == 0
            ? await CallAsync(random, new(account, Asked.Release, id, 0, History.Next()), HttpMethod.Post, $"holds/{hold}/release", "{}")
            : await CallAsync(random, new(account, Asked.Capture, id, part, History.Next()), HttpMethod.Post, $"holds/{hold}/capture", $$$"""{"amount":{"usd":"{{{Text(part)}}}"}}""");
        Assert.NotEqual(Told.Refused, end.Told);
    }

    private async Task ReadAsync(Random random, string account)
    {
        var read = new Seen(account, Asked.Read, "", 0, History.Next());
        if (await AskAsync(random.Next(cluster.Count), HttpMethod.Get, $"/accounts/{account}", null, null) is not { } answer) return;
        var usd = answer.Body["balances"]!["usd"];
        History.Add(read with { Told = Told.Done, Ended = History.Next(), Seq = (long)answer.Body["seq"]!, Available = Micros(usd?["available"]), Held = Micros(usd?["held"]) });
    }

    /// <summary>Calls until there is an answer; some callers give up when the first does not come.</summary>
    private async Task<Seen> CallAsync(Random random, Seen call, HttpMethod method, string path, string body)
    {
        var patience = random.Next(4) == 0 && call.Asked != Asked.Grant ? 1 : int.MaxValue;
        for (var tries = 0; tries < patience && !isAbandoned; tries++)
        {
            if (await AskAsync(random.Next(cluster.Count), method, $"/accounts/{call.Account}/{path}", body, call.Asked == Asked.Hold ? null : call.Id) is not { } answer) continue;
            call = (int)answer.Status switch
            {
                200 or 201 => call with { Told = Told.Done, Seq = (long)(answer.Body["seq"] ?? answer.Body["entry"])! },
                402 or 429 => call with { Told = Told.Refused, Affordable = Micros(answer.Body["affordable"]) },
                _ => throw new InvalidOperationException($"{call.Asked} {call.Id}: {answer.Status} {answer.Body} {await cluster.BugsAsync()}"),
            };
            call = call with { Ended = History.Next() };
            break;
        }

        History.Add(call);
        return call;
    }

    /// <returns>Null where nobody knows what became of it.</returns>
    private async Task<(int Status, JsonNode Body)?> AskAsync(int node, HttpMethod method, string path, string? body, string? id)
    {
        try
        {
            using var request = new HttpRequestMessage(method, await cluster.UrlAsync(node) + "/ledger/v1" + path);
            if (id is not null) request.Headers.Add("Idempotency-Key", id);
            if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var isAnswer = (int)response.StatusCode != 503;
            Count(isAnswer);
            return isAnswer ? ((int)response.StatusCode, JsonNode.Parse(text)!) : null;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or JsonException)
        {
            Count(isAnswer: false);
            return null;
        }
    }

    private async Task<JsonNode> MustAsync(HttpMethod method, string path, string body)
    {
        var answer = await AskAsync(0, method, path, body, null);
        Assert.True(answer?.Status is 200 or 201, $"{path}: {answer}");
        return answer.Value.Body;
    }

    private void Count(bool isAnswer)
    {
        lock (gate)
        {
            counts = isAnswer ? (counts.Answers + 1, counts.Failures) : (counts.Answers, counts.Failures + 1);
            foreach (var (isReached, reached) in waiting)
                if (isReached(counts)) reached.TrySetResult();
            waiting.RemoveAll(one => one.Reached.Task.IsCompleted);
        }
    }

    private Task WaitAsync(Func<(long Answers, long Failures), bool> isReached)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Add((isReached, reached));
        return reached.Task;
    }

    /// <summary>An entry, and what its postings leave of what was there before it.</summary>
    private static Written After(Written? before, JsonNode entry)
    {
        long Moved(Func<string, string, bool> between) =>
            entry["postings"]!.AsArray().Where(posting => between((string)posting!["from"]!, (string)posting["to"]!)).Sum(posting => Micros(posting!["amount"]));
        long Net(string book) => Moved((_, to) => to == book) - Moved((from, _) => from == book);
        var kind = (string)entry["kind"]!;
        var about = kind switch
        {
            "grant_given" => Moved((from, _) => from == "funding"),
            "hold_placed" => Moved((_, to) => to == "held"),
            "hold_captured" or "charged" => Moved((_, to) => to == "consumed"),
            _ => 0,
        };
        return new(
            (long)entry["seq"]!, DateTimeOffset.Parse((string)entry["at"]!, CultureInfo.InvariantCulture), kind, (string?)entry["idempotency_id"], about,
            (before?.Available ?? 0) + Net("available"), (before?.Held ?? 0) + Net("held"), (before?.Consumed ?? 0) + Net("consumed"));
    }

    private static string Text(long micros) => (micros / 1_000_000m).ToString(CultureInfo.InvariantCulture);

    private static long Micros(JsonNode? amount) => amount is null ? 0 : (long)(decimal.Parse((string)amount!, CultureInfo.InvariantCulture) * 1_000_000);
}
