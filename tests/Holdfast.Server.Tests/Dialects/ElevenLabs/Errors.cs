using System.Runtime.CompilerServices;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>What every error answer of this vendor has.</summary>
internal static class Errors
{
    /// <summary>Compares a body with its file, and the request's id in it with the headers.</summary>
    public static void Check(string name, Reply reply, [CallerFilePath] string test = "")
    {
        Assert.Equal("application/json", reply.Headers["Content-Type"]);
        Assert.Equal("no-store", reply.Headers["Cache-Control"]);
        var id = reply.Headers["x-request-id"];
        Assert.Matches("^[0-9a-f]{32}$", id);
        Assert.Equal(id, reply.Headers["x-trace-id"]);
        Golden.Check(name, reply.Text.Contains("request_id", StringComparison.Ordinal) ? reply.Text.Without(id, "{request id}") : reply.Text, test);
    }
}
