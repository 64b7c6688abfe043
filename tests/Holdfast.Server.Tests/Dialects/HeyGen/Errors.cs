namespace Holdfast.Server.Tests.Dialects.HeyGen;

/// <summary>Error bodies as they came over the wire.</summary>
internal static class Errors
{
    public static void Check(string name, Reply reply)
    {
        Assert.Equal("application/json", reply.Headers["Content-Type"]);
        Assert.Matches("^[0-9a-f]{32}$", reply.Headers["X-Request-Id"]);
        Golden.Check(name, reply.Text);
    }
}
