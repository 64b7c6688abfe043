using System.Buffers;
using System.Text.Json;
using Holdfast.Engine;

namespace Holdfast.Server.Dialects;

/// <summary>How answers are written: bytes that are kept with the state they were rendered from.</summary>
internal static class Answers
{
    /// <summary>UTF-8, nothing escaped but what JSON demands.</summary>
    internal static readonly JsonWriterOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers what was rendered from the account before, or renders it now; 304 when the client has it.</summary>
    /// <param name="reader">Who renders; what is kept is kept for it.</param>
    /// <param name="variant">Tells apart what one reader renders for different keys; null when it does not.</param>
    internal static ValueTask WriteAsync<T>(HttpContext http, AccountView view, object reader, string? variant, T about, Action<Utf8JsonWriter, AccountView, T> render)
    {
        var headers = http.Response.Headers;
        headers.ETag = view.ETag;
        headers.CacheControl = "private, no-store";
        if (Matches(http.Request.Headers.IfNoneMatch, view.ETag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return default;
        }

        if (view.Rendered(reader, variant) is not { } bytes)
        {
            bytes = Render(writer => render(writer, view, about));
            view.Keep(reader, variant, bytes);
        }

        http.Response.ContentLength = bytes.Length;
        var writing = http.Response.BodyWriter.WriteAsync(bytes, http.RequestAborted);
        return writing.IsCompletedSuccessfully ? default : new(writing.AsTask());
    }

    internal static ReadOnlyMemory<byte> Render(Action<Utf8JsonWriter> render)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Json)) render(writer);
        return buffer.WrittenMemory;
    }

    /// <summary>Whether the client says that it has what this ETag stands for.</summary>
    internal static bool Matches(Microsoft.Extensions.Primitives.StringValues asked, string etag)
    {
        if (asked.Count == 0) return false;
        foreach (var value in asked)
            foreach (var one in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
                if (one == etag || one == "*" || one == "W/" + etag) return true;
        return false;
    }
}
