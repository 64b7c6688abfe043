using System.Text;
using System.Text.RegularExpressions;

namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>Requests and answers as text, all that varies by chance left out, for a golden file.</summary>
internal sealed partial class Transcript(TestNode node, params (string Text, string Name)[] names)
{
    private readonly StringBuilder text = new();

    /// <summary>Sends a request and notes it with its answer.</summary>
    /// <param name="about">What it shows.</param>
    internal async Task<Reply> SendAsync(string about, string method, string path, string? body = null, string mediaType = "application/json", params (string Name, string Value)[] headers)
    {
        var reply = await node.SendAsync(method, path, body, mediaType, headers);
        text.Append("# ").Append(about).Append('\n').Append(method).Append(' ').Append(path).Append('\n');
        foreach (var (name, value) in headers) text.Append(name).Append(": ").Append(value).Append('\n');
        if (body is not null) text.Append("Content-Type: ").Append(mediaType).Append("\n\n").Append(body.Length > 200 ? $"({body.Length} characters)" : body).Append('\n');
        text.Append("->\n").Append((int)reply.Status).Append('\n');
        foreach (var (name, value) in reply.Headers.OrderBy(header => header.Key, StringComparer.Ordinal))
            if (name is not ("Date" or "Connection")) text.Append(name).Append(": ").Append(name == "ETag" ? "(tag)" : RequestId().Replace(value, "(32 hex)")).Append('\n');
        text.Append('\n').Append(reply.Text).Append(reply.Text.Length > 0 ? "\n\n" : "");
        return reply;
    }

    public override string ToString() => names.Aggregate(text.ToString(), (all, name) => all.Replace(name.Text, name.Name));

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex RequestId();
}
