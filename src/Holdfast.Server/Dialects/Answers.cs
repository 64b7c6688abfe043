using System.Buffers;
using System.Text.Json;
using Holdfast.Engine;

namespace Holdfast.Server.Dialects;

/// <summary>How answers are written: bytes that are kept with the state they were rendered from.</summary>
internal static class Answers
{
    /// <summary>UTF-8, nothing escaped but what JSON demands.</summary>
    internal static readonly JsonWriterOptions Json = new() { Encoder = PlainJson.Instance };

    /// <summary>Answers who was let in what was rendered from the account before, or renders it now; 304 when the client has it.</summary>
    /// <param name="reader">Who renders; what is kept is kept for it.</param>
    /// <param name="variant">Tells apart what one reader renders for different keys; null when it does not.</param>
    internal static ValueTask WriteAsync<T>(HttpContext http, in Admitted admitted, object reader, string? variant, T about, Action<Utf8JsonWriter, AccountView, T> render)
    {
        Rendering rendering;
        using (admitted.InFlight) rendering = admitted.View.Rendered(reader, variant) ?? admitted.View.Keep(reader, variant, Render(admitted.View, about, render));
        return IsKnown(http, rendering.ETag) ? default : SendAsync(http, rendering.Bytes);
    }

    /// <summary>The same for who needs not be let in.</summary>
    internal static ValueTask WriteAsync<T>(HttpContext http, AccountView view, object reader, string? variant, T about, Action<Utf8JsonWriter, AccountView, T> render)
    {
        var rendering = view.Rendered(reader, variant) ?? view.Keep(reader, variant, Render(view, about, render));
        return IsKnown(http, rendering.ETag) ? default : SendAsync(http, rendering.Bytes);
    }

    /// <summary>Marks the answer with what it is made from. True when the client has that already: then 304 is all there is to say.</summary>
    internal static bool IsKnown(HttpContext http, string etag)
    {
        var headers = http.Response.Headers;
        headers.ETag = etag;
        headers.CacheControl = "private, no-store";
        if (!Matches(http.Request.Headers.IfNoneMatch, etag)) return false;
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    /// <summary>Answers an error body, which nobody keeps.</summary>
    internal static ValueTask FailAsync(HttpContext http, int status, Action<Utf8JsonWriter> render)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers.ETag = default;
        http.Response.Headers.CacheControl = "no-store";
        return SendAsync(http, Render(render));
    }

    internal static ValueTask SendAsync(HttpContext http, ReadOnlyMemory<byte> bytes)
    {
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

    /// <summary>Apart from its caller, which would else pay for the closure on every answer.</summary>
    private static ReadOnlyMemory<byte> Render<T>(AccountView view, T about, Action<Utf8JsonWriter, AccountView, T> render) =>
        Render(writer => render(writer, view, about));

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
