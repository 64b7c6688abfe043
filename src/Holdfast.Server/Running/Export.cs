using Holdfast.Engine;
using Holdfast.Storage;

namespace Holdfast.Server.Running;

/// <summary><c>holdfast export [--to &lt;file&gt;]</c>: the configured store as JSON lines, to standard output without a file.</summary>
internal static class Export
{
    internal static Task<int> RunAsync(string[] args) => Transfer.RunAsync("exported", async counts =>
    {
        var options = CommandOptions.Read(args, "to");
        var settings = Settings.From(Hosting.Begin(options.Settings).Configuration);
        await using var source = await StorageSetting.OpenExistingAsync(settings.Storage, CancellationToken.None);
        if (options.Find("to") is { } path)
        {
            await using var file = new ExportFile(path);
            await StoreCopy.ExportAsync(source, file.WriteAsync, counts, CancellationToken.None);
            file.End();
        }
        else
        {
            await using var output = Console.OpenStandardOutput();
            await StoreCopy.ExportAsync(source, bytes => output.WriteAsync(bytes), counts, CancellationToken.None);
        }
    });
}
