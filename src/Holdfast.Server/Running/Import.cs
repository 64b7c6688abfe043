using Holdfast.Engine;
using Holdfast.Storage;

namespace Holdfast.Server.Running;

/// <summary><c>holdfast import [--from &lt;file&gt;]</c>: JSON lines into the configured store, from standard input without a file.</summary>
internal static class Import
{
    internal static Task<int> RunAsync(string[] args) => Transfer.RunAsync("imported", async counts =>
    {
        var options = CommandOptions.Read(args, "from");
        var settings = Settings.From(Hosting.Begin(options.Settings).Configuration);
        await using var input = options.Find("from") is { } path ? File.OpenRead(path) : Console.OpenStandardInput();
        await using var target = await StorageSetting.OpenAsync(settings.Storage, CancellationToken.None);
        await StoreCopy.ImportAsync(input, target, counts, CancellationToken.None);
    });
}
