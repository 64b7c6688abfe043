using System.Text.RegularExpressions;
using Holdfast.Engine;
using Microsoft.AspNetCore.Connections;

namespace Holdfast.Server.Running;

/// <summary>Runs the server until it is told to stop, and then commits what it accepted.</summary>
internal static partial class Serve
{
    internal static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var builder = Hosting.Begin(args);
            using var telemetry = Telemetry.Start(Settings.From(builder.Configuration).Otlp, builder.Configuration);
            await using var node = await Node.OpenAsync(builder, CancellationToken.None);

            // Before anything else can go wrong: nobody will ever be able to tell it again.
            if (node.MadeOperatorKey is { } key) Console.WriteLine($"Operator key, shown only now: {key}");
            await node.Web.StartAsync();
            await GreetAsync(node);
            await node.Web.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception cause) when (Sentence(cause) is { } sentence)
        {
            return Usage.Stop(sentence);
        }
    }

    /// <summary>Says where the server listens, and what can be told only once.</summary>
    private static async Task GreetAsync(Node node)
    {
        var url = node.Web.Urls.First();
        Console.WriteLine($"Holdfast listens on {url} and describes its API at {url}/docs");
        if (!node.OpensDemo) return;
        Console.WriteLine("Demo accounts, one for each vendor's contract; their keys are shown only now:");
        foreach (var line in await new Demo(node.Engine, url).OpenAsync(CancellationToken.None)) Console.WriteLine("  " + line);
    }

    /// <summary>What an operator can mend, in one sentence; null for a bug.</summary>
    private static string? Sentence(Exception cause) => cause switch
    {
        JournalUnusableException or CatalogueException or JournalUnavailableException => cause.Message,
        IOException { InnerException: AddressInUseException } => $"{Address().Match(cause.Message).Value} is in use by another program; set Urls to another address.",
        SettingException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => cause.Message,
        _ => null,
    };

    [GeneratedRegex("https?://[^ ]+(?=:)")]
    private static partial Regex Address();
}
