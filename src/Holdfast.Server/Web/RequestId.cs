using System.Security.Cryptography;

namespace Holdfast.Server;

/// <summary>Names a request: 32 hex digits, in the log, in the answer's headers and in error bodies.</summary>
internal static class RequestId
{
    private static readonly ulong Process = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private static long requests = unchecked((long)BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));

    /// <summary>The id of this request, made when first asked for.</summary>
    internal static string Of(HttpContext http)
    {
        if (http.TraceIdentifier is { Length: 32 } made) return made;
        var number = unchecked((ulong)Interlocked.Increment(ref requests) * 0x9E3779B97F4A7C15UL);
        return http.TraceIdentifier = string.Create(32, number, static (text, number) =>
        {
            Hex(Process, text[..16]);
            Hex(number, text[16..]);
        });
    }

    /// <summary>The framework's format string costs several times as much, on every answer.</summary>
    private static void Hex(ulong number, Span<char> text)
    {
        for (var at = text.Length - 1; at >= 0; at--)
        {
            text[at] = "0123456789abcdef"[(int)(number & 0xF)];
            number >>= 4;
        }
    }
}
