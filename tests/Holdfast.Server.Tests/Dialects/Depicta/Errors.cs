using System.Runtime.CompilerServices;

namespace Holdfast.Server.Tests.Dialects.Depicta;

/// <summary>What every error answer of this vendor has.</summary>
internal static class Errors
{
    /// <summary>Compares a body with its file, and the request's id in it with the header.</summary>
    public static void Check(string name, Reply reply, [CallerFilePath] string test = "")
    {
        Assert.Equal("application/json", reply.Headers["Content-Type"]);
        Assert.Equal("no-store", reply.Headers["Cache-Control"]);
        var id = reply.Headers["X-Request-Id"];
        Assert.Matches("^[0-9a-f]{32}$", id);
        Golden.Check(name, reply.Text.Without(id, "{request id}"), test);
    }
}
