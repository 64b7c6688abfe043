using Holdfast.Engine;
using Holdfast.Storage;

namespace Holdfast.Server.Running;

/// <summary><c>holdfast copy --from &lt;storage&gt; --to &lt;storage&gt;</c>: everything from one store into another.</summary>
internal static class Copy
{
    internal static Task<int> RunAsync(string[] args) => Transfer.RunAsync("copied", async counts =>
    {
        var options = CommandOptions.Read(args, "from", "to");
        var (from, to) = (options.Get("from"), options.Get("to"));
        if (from == to) throw new CommandException("--from and --to name the same store");
        await using var source = await StorageSetting.OpenExistingAsync(from, CancellationToken.None);
        await using var target = await StorageSetting.OpenAsync(to, CancellationToken.None);
        await StoreCopy.CopyAsync(source, target, counts, CancellationToken.None);
    });
}
