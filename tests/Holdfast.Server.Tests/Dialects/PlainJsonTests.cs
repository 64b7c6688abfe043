using System.Text;
using System.Text.Json;
using Holdfast.Server.Dialects;

namespace Holdfast.Server.Tests.Dialects;

public sealed class PlainJsonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("<&'+/>")]
    [InlineData("é漢\u007f\u0080\u00a0\u2028\u2029\ufeff\ue000\ufffd")]
    [InlineData("🙂")]
    [InlineData("a🙂🙂b𝄞")]
    public void Text_stands_as_itself(string text) => Assert.Equal($"\"{text}\"", Write(text));

    [Theory]
    [InlineData("\"", "\\\"")]
    [InlineData("\\", "\\\\")]
    [InlineData("\n\r\t", "\\n\\r\\t")]
    [InlineData("\0\u0001\b\f\u001f", "\\u0000\\u0001\\u0008\\u000c\\u001f")]
    [InlineData("🙂\"🙂", "🙂\\\"🙂")]
    public void What_JSON_demands_is_escaped(string text, string written) => Assert.Equal($"\"{written}\"", Write(text));

    [Fact]
    public void Half_of_a_surrogate_pair_becomes_the_sign_for_what_cannot_be_shown()
    {
        Assert.Equal("\"\ufffd\"", Write("\ud83d"));
        Assert.Equal("\"\ufffd\"", Write("\ude42"));
        Assert.Equal("\"a\ufffd🙂\ufffdb\"", Write("a\ud83d🙂\ude42b"));
    }

    [Fact]
    public void Every_character_comes_back_as_it_was()
    {
        var every = new StringBuilder();
        for (var code = 0; code <= 0x10FFFF; code++) if (Rune.IsValid(code)) every.Append(new Rune(code).ToString());
        Assert.Equal(every.ToString(), JsonDocument.Parse(Write(every.ToString())).RootElement.GetString());
    }

    private static string Write(string text) => Encoding.UTF8.GetString(Answers.Render(json => json.WriteStringValue(text)).Span);
}
