using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Storage;

namespace Holdfast.Server.Running;

/// <summary><c>holdfast verify</c>: reads the configured storage and exits 0 only when everything holds.</summary>
internal static class Verify
{
    internal static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var settings = Settings.From(Hosting.Begin(args).Configuration);
            await using var journal = await StorageSetting.OpenExistingAsync(settings.Storage, CancellationToken.None);
            var verifier = new Verifier(journal);
            var wrong = 0;
            await foreach (var finding in verifier.FindingsAsync(CancellationToken.None))
            {
                wrong++;
                Console.WriteLine(finding);
            }

            Print(verifier);
            Console.WriteLine(wrong == 0
                ? $"{verifier.Accounts} accounts, {verifier.Entries} entries: everything holds"
                : $"{verifier.Accounts} accounts, {verifier.Entries} entries: {wrong} findings");
            return wrong == 0 ? 0 : 1;
        }
        catch (Exception cause) when (cause is JournalUnusableException or JournalUnavailableException or SettingException)
        {
            return Usage.Stop(cause.Message);
        }
    }

    /// <summary>The trial balance, by asset and book; every asset's books sum to zero.</summary>
    private static void Print(Verifier verifier)
    {
        foreach (var asset in verifier.TrialBalance.GroupBy(sum => sum.Key.Asset).OrderBy(asset => asset.Key, StringComparer.Ordinal))
        {
            foreach (var sum in asset.OrderBy(sum => sum.Key.Book))
                Console.WriteLine($"{asset.Key,-12} {sum.Key.Book.ToString().ToLowerInvariant(),-12} {Decimal(sum.Value),24}");
            Console.WriteLine($"{asset.Key,-12} {"sum",-12} {Decimal(asset.Aggregate((Int128)0, (all, sum) => all + sum.Value)),24}");
        }
    }

    private static string Decimal(Int128 micros)
    {
        var magnitude = Int128.Abs(micros);
        return $"{(micros < 0 ? "-" : "")}{magnitude / Amount.One}.{(long)(magnitude % Amount.One):D6}";
    }
}
