using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace Holdfast.Server.Dialects;

/// <summary>
/// Escapes what JSON demands and nothing else. The framework's most relaxed encoder still escapes whatever lies beyond 16
/// bits, such as emoji, and spaces that do not break.
/// </summary>
internal sealed class PlainJson : JavaScriptEncoder
{
    internal static readonly PlainJson Instance = new();

    /// <summary>Control characters, the quotation mark, the backslash, and surrogates, which must be looked at in pairs.</summary>
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Append('"').Append('\\').Concat(Enumerable.Range(0xD800, 0x800)).Select(code => (char)code)]);

    private PlainJson()
    {
    }

    public override int MaxOutputCharactersPerInputCharacter => "\\u0000".Length;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\';

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var all = new ReadOnlySpan<char>(text, textLength);
        for (var at = 0; all[at..].IndexOfAny(Suspects) is var next && next >= 0; at += 2)
        {
            at += next;
            var isPair = at + 1 < all.Length && char.IsSurrogatePair(all[at], all[at + 1]);
            if (!isPair) return at;
        }

        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var text = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < ' ' => $"\\u{unicodeScalar:x4}",
            _ => new Rune(unicodeScalar).ToString(),
        };
        numberOfCharactersWritten = text.TryCopyTo(new(buffer, bufferLength)) ? text.Length : 0;
        return numberOfCharactersWritten > 0;
    }
}
