using System.Text.Json;

namespace Holdfast.Server.Api;

/// <summary>A body that is an array of things, each read by itself, so that one which is wrong does not stop the others.</summary>
internal static class ItemArray
{
    /// <summary>The items as they stand in the body, 1 to <paramref name="max"/>.</summary>
    /// <exception cref="FailureException">The body is no such array.</exception>
    internal static async ValueTask<List<ReadOnlyMemory<byte>>> ReadAsync(HttpContext http, int max)
    {
        var bytes = await Body.BytesAsync(http);
        Body.RequireJson(http);
        Body.RequireUtf8(bytes.Span);
        try
        {
            if (Split(bytes) is not { } items) throw new FailureException(Failure.Of(Fault.FieldInvalid, "The body is a JSON array."));
            return items.Count > 0 && items.Count <= max ? items : throw new FailureException(Failure.Of(Fault.FieldInvalid, $"The array has 1 to {max} items."));
        }
        catch (JsonException cause)
        {
            throw Body.Malformed(cause);
        }
    }

    /// <summary>Null when it is no array.</summary>
    private static List<ReadOnlyMemory<byte>>? Split(ReadOnlyMemory<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes.Span, new JsonReaderOptions { MaxDepth = Body.DepthMax + 1 });
        reader.Read();
        var items = reader.TokenType == JsonTokenType.StartArray ? new List<ReadOnlyMemory<byte>>() : null;
        if (items is null) reader.Skip();
        else
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                items.Add(bytes[start..(int)reader.BytesConsumed]);
            }
        }

        // Whatever follows is none of it.
        reader.Read();
        return items;
    }
}
