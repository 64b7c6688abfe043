using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using Holdfast.Engine;
using Holdfast.Server.Dialects;

namespace Holdfast.Server.Api;

/// <summary>
/// Charges items as they come and answers them in order, side by side. Who does not read the answers is not read from, once
/// so many are open.
/// </summary>
internal sealed class UsageRun(HttpContext http, AccountEngine engine, ItemSource source, bool asLines)
{
    /// <summary>Items that were read and are not answered yet; those read at once come on top.</summary>
    private const int OpenMax = 1_024;

    /// <summary>So many bytes of answers are sent at the latest, though the next item is done already.</summary>
    private const int SentAt = 32_768;

    private readonly Channel<Open> open = Channel.CreateBounded<Open>(new BoundedChannelOptions(OpenMax) { SingleReader = true, SingleWriter = true });
    private readonly PipeWriter answers = http.Response.BodyWriter;
    private readonly bool isDryRun = http.IsDryRun();

    /// <summary>An item that is not answered yet.</summary>
    /// <param name="Sent">Null for one that cannot be read, and in a dry run.</param>
    /// <param name="Asked">What a dry run is to foresee; null elsewhere.</param>
    private readonly record struct Open(long Number, string? Id, SentCommand? Sent, Failure? Failure, (Ledger.AccountId Account, Ledger.Command Command)? Asked = null);

    internal async Task RunAsync()
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var taking = TakeAsync(ending.Token);
        try
        {
            await TellAsync(ending.Token);
        }
        finally
        {
            await ending.CancelAsync();
            await taking;
        }
    }

    /// <summary>Reads items and sends their commands. Its end, good or bad, is the channel's.</summary>
    private async Task TakeAsync(CancellationToken cancel)
    {
        try
        {
            var stream = engine.Stream(cancel);
            var items = new List<RawItem>();
            var read = new List<Open>();
            var commands = new List<(Ledger.AccountId, Ledger.Command)>();
            while (await source.ReadAsync(items, cancel))
            {
                read.Clear();
                commands.Clear();
                foreach (var item in items) read.Add(Read(item, commands));
                var sent = isDryRun ? [] : stream.Send(commands);
                var next = 0;
                foreach (var item in read)
                {
                    var taken = item.Failure is not null ? item : isDryRun ? item with { Asked = commands[next++] } : item with { Sent = sent[next++] };
                    await open.Writer.WriteAsync(taken, cancel);
                }
            }

            open.Writer.Complete();
        }
        catch (Exception cause)
        {
            open.Writer.Complete(cause);
        }
        finally
        {
            source.GiveBack();
        }
    }

    private static Open Read(in RawItem item, List<(Ledger.AccountId, Ledger.Command)> commands)
    {
        if (item.Failure is { } broken) return new(item.Number, null, null, broken);
        string? id = null;
        try
        {
            var fields = Body.Read(item.Bytes, ApiJson.Default.Usage, "The item");
            id = fields.Id;
            commands.Add(UsageEndpoint.Read(fields));
            return new(item.Number, id, null, null);
        }
        catch (FailureException wrong)
        {
            return new(item.Number, id ?? IdOf(item.Bytes), null, wrong.Failure);
        }
    }

    /// <summary>The id of an item that is wrong otherwise, so that its sender can tell which it was; null when it has none.</summary>
    private static string? IdOf(ReadOnlyMemory<byte> item)
    {
        try
        {
            using var document = JsonDocument.Parse(item);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("id"u8, out var id) && id.ValueKind == JsonValueKind.String
                && id.GetString() is { Length: <= Reply.NameMax } text ? text : null;
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task TellAsync(CancellationToken cancel)
    {
        await using var json = new Utf8JsonWriter(answers, Answers.Json);
        var told = 0L;
        while (await open.Reader.WaitToReadAsync(cancel))
        {
            while (open.Reader.TryRead(out var item))
            {
                var (seq, failure, foresight) = item.Failure is not null ? (0, item.Failure, null) : await ResultAsync(item, cancel);
                Begin(told++);
                Write(json, item, seq, failure, foresight);
                if (answers.UnflushedBytes >= SentAt) await SendAsync(cancel);
            }

            await SendAsync(cancel);
        }

        // An array of nothing is one, too.
        if (told == 0) Begin(told);
        if (!asLines) answers.Write("]"u8);
        await SendAsync(cancel);
    }

    /// <summary>The number of the entry that charged, or would charge by itself, or why nothing was; of a dry run also what it foresees.</summary>
    private async ValueTask<(long Seq, Failure? Failure, Ledger.Foresight? Foresight)> ResultAsync(Open item, CancellationToken cancel)
    {
        try
        {
            var answering = item.Asked is { } asked ? engine.ForeseeAsync(asked.Account, asked.Command, cancel) : item.Sent!.AnswerAsync();
            if (!answering.IsCompleted) await SendAsync(cancel);
            var answer = await answering;
            return answer.IsDone ? (answer.Entry!.Seq, null, answer.Foresight) : (0, Failure.Of(answer.Status, answer.Lack), null);
        }
        catch (Exception cause) when (CommandRun.FailureOf(cause) is { } failure)
        {
            return (0, failure, null);
        }
    }

    private void Begin(long told)
    {
        if (!asLines) answers.Write(told == 0 ? "["u8 : ","u8);
        if (told > 0) return;
        http.Response.ContentType = asLines ? UsageEndpoint.Lines : "application/json";
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers["X-Request-Id"] = RequestId.Of(http);
    }

    private void Write(Utf8JsonWriter json, in Open item, long seq, Failure? failure, Ledger.Foresight? foresight)
    {
        json.Reset(answers);
        json.WriteStartObject();
        json.WriteString("id", item.Id);
        if (failure is null)
        {
            json.WriteNumber("status", isDryRun ? StatusCodes.Status200OK : StatusCodes.Status201Created);
            json.WriteNumber("seq", seq);
            if (foresight is not null) ForesightJson.WriteMember(json, foresight);
        }
        else
        {
            json.WriteNumber("line", item.Number);
            Problems.WriteInto(json, failure);
        }

        json.WriteEndObject();
        json.Flush();
        if (asLines) answers.Write("\n"u8);
    }

    private async ValueTask SendAsync(CancellationToken cancel)
    {
        if (answers.UnflushedBytes > 0) await answers.FlushAsync(cancel);
    }
}
