using Holdfast.Engine;

namespace Holdfast.Server.Running;

/// <summary>Runs the server until it is told to stop, and then commits what it accepted.</summary>
internal static class Serve
{
    internal static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var node = await Node.OpenAsync(WebApplication.CreateSlimBuilder(args), CancellationToken.None);
            await node.Web.StartAsync();
            await node.Web.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception cause) when (Sentence(cause) is { } sentence)
        {
            return Usage.Stop(sentence);
        }
    }

    /// <summary>What an operator can mend, in one sentence; null for a bug.</summary>
    private static string? Sentence(Exception cause) => cause switch
    {
        JournalUnusableException or CatalogueException or JournalUnavailableException => cause.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => cause.Message,
        FileNotFoundException or DirectoryNotFoundException => cause.Message,
        _ => null,
    };
}
