using System.Text;
using System.Text.Json;

namespace Holdfast.Server.Tests.Transcripts;

/// <summary>Replays what a person once did by hand. See the README beside this.</summary>
public sealed class TranscriptTests
{
    private static readonly string Folder = Checkout.Folder("tests/Holdfast.Server.Tests/Transcripts");

    public static TheoryData<string> Transcripts() => [.. Directory.GetFiles(Folder, "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(Transcripts))]
    public async Task The_documented_example_is_reached_by_operations(string name)
    {
        await using var node = await TestNode.StartAsync();
        var kept = new Dictionary<string, string>();
        var number = 0;
        foreach (var step in Steps(await File.ReadAllLinesAsync(Path.Combine(Folder, name + ".txt"))))
        {
            var reply = await SendAsync(node, step, kept, ++number);
            Assert.True((int)reply.Status == step.Status, $"{step.Request}: {(int)reply.Status} {reply.Text}");
            foreach (var (as_, path) in step.Keeps) kept[as_] = (string)reply.Json[path]!;
            if (step.Body.Length > 0) Assert.Equal(Compact(Fill(step.Body, kept)), Compact(reply.Text));
        }
    }

    private static Task<Reply> SendAsync(TestNode node, Step step, Dictionary<string, string> kept, int number)
    {
        var (method, path) = (step.Request.Split(' ')[0], Fill(step.Request.Split(' ')[1], kept));
        var headers = step.Headers.Select(header => (header.Split(": ")[0], Fill(header.Split(": ")[1], kept))).ToList();
        if (path.StartsWith("/ledger/", StringComparison.Ordinal))
        {
            headers.Add(("Authorization", "Bearer " + TestNode.OperatorKey));
            if (method == "POST") headers.Add(("Idempotency-Key", $"transcript-{number}"));
        }

        return node.SendAsync(method, path, step.Sends, "application/json", [.. headers]);
    }

    private static IEnumerable<Step> Steps(string[] lines)
    {
        Step? step = null;
        foreach (var line in lines.Where(line => !line.StartsWith('#') && line.Length > 0))
        {
            if (line.StartsWith("> ", StringComparison.Ordinal) && step is null or { Status: > 0 })
            {
                if (step is not null) yield return step;
                step = new(line[2..]);
            }
            else if (line.StartsWith("> {", StringComparison.Ordinal)) step!.Sends = line[2..];
            else if (line.StartsWith("> ", StringComparison.Ordinal)) step!.Headers.Add(line[2..]);
            else if (line.StartsWith("< ", StringComparison.Ordinal)) step!.Status = int.Parse(line[2..], System.Globalization.CultureInfo.InvariantCulture);
            else if (line.StartsWith("= ", StringComparison.Ordinal)) step!.Keeps.Add((line.Split(' ')[1], line.Split(' ')[2]));
            else step!.Body += line;
        }

        if (step is not null) yield return step;
    }

    private static string Fill(string text, Dictionary<string, string> kept) => kept.Aggregate(text, (filled, value) => filled.Replace("{" + value.Key + "}", value.Value, StringComparison.Ordinal));

    /// <summary>Without white space; order, nulls and the spelling of numbers stay.</summary>
    private static string Compact(string json)
    {
        using var document = JsonDocument.Parse(json);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) document.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private sealed class Step(string request)
    {
        public string Request { get; } = request;

        public List<string> Headers { get; } = [];

        public string? Sends { get; set; }

        public int Status { get; set; }

        public List<(string As, string Path)> Keeps { get; } = [];

        public string Body { get; set; } = "";
    }
}
