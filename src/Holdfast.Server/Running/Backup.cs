using System.Globalization;
using Holdfast.Engine;
using Holdfast.Storage;

namespace Holdfast.Server.Running;

/// <summary><c>holdfast backup --to &lt;file&gt;</c>: an embedded store as it is at one moment, also while a server uses it.</summary>
internal static class Backup
{
    private const int Megabyte = 1024 * 1024;

    internal static int Run(string[] args)
    {
        try
        {
            var options = CommandOptions.Read(args, "to");
            var file = options.Get("to");
            var settings = Settings.From(Hosting.Begin(options.Settings).Configuration);
            var told = 0L;
            StorageSetting.BackUp(settings.Storage, file, (done, all) =>
            {
                // Not for every slice: a store may have thousands.
                if (done < all && done - told < all / 20) return;
                told = done;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"holdfast: {done / Megabyte} of {all / Megabyte} MB"));
            });
            Console.Error.WriteLine($"holdfast: backed up to {file}; holdfast verify --Holdfast:Storage=sqlite:{file} proves it");
            return 0;
        }
        catch (CommandException cause)
        {
            return Usage.Wrong(cause.Message);
        }
        catch (Exception cause) when (cause is JournalUnusableException or SettingException)
        {
            return Usage.Stop(cause.Message);
        }
    }
}
