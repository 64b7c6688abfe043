using System.Globalization;
using Holdfast.Engine;

namespace Holdfast.Server.Running;

/// <summary>Runs a command that moves a store, and tells on standard error how far it is; standard output is for what is moved.</summary>
internal static class Transfer
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <param name="done">What was done, for the last line: <c>copied</c>.</param>
    internal static async Task<int> RunAsync(string done, Func<CopyCounts, Task> move)
    {
        var counts = new CopyCounts();
        try
        {
            await using (new Timer(_ => Tell(counts), null, Every, Every)) await move(counts);
            Console.Error.WriteLine($"holdfast: {done} {Line(counts)}");
            return 0;
        }
        catch (CommandException cause)
        {
            return Usage.Wrong(cause.Message);
        }
        catch (Exception cause) when (IsSentence(cause))
        {
            return Usage.Stop(cause.Message);
        }
    }

    private static void Tell(CopyCounts counts)
    {
        if (counts.Accounts > 0) Console.Error.WriteLine("holdfast: " + Line(counts));
    }

    private static bool IsSentence(Exception cause) =>
        cause is JournalUnusableException or JournalUnavailableException or OutcomeUnknownException or JournalDamagedException
            or CopyRefusedException or ExportUnreadableException or SettingException or IOException or UnauthorizedAccessException;

    private static string Line(CopyCounts counts) => string.Create(CultureInfo.InvariantCulture,
        $"{counts.Accounts} accounts, {counts.Entries} entries ({counts.EntriesThere} were there already), {counts.SnapshotsCopied} snapshots, {counts.Catalogues} catalogues, {counts.Settings} settings");
}
