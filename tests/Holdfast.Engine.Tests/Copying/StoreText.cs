using System.Text;
using Holdfast.Ledger;

namespace Holdfast.Engine.Tests;

/// <summary>Everything in a store, a line for each row, so that two can be compared whole.</summary>
internal static class StoreText
{
    internal static async Task<List<string>> OfAsync(IJournal journal)
    {
        var lines = new List<string>();
        lines.AddRange((await journal.SettingsAsync(CancellationToken.None)).Select(setting => $"setting {setting.Name} {setting.Value}"));
        lines.AddRange((await journal.CataloguesAsync(CancellationToken.None)).Select(row => $"catalogue {row.Version} {row.Since.Micros} {row.Document}"));
        foreach (var account in await journal.AccountsAsync(null, null, null, int.MaxValue, CancellationToken.None)) await AddAsync(journal, account, lines);
        lines.AddRange((await journal.TrialBalanceAsync(CancellationToken.None)).Select(sum => $"book {sum.Asset} {sum.Book} {sum.Micros}"));
        return lines;
    }

    private static async Task AddAsync(IJournal journal, AccountRow account, List<string> lines)
    {
        lines.Add($"account {account}");
        await foreach (var row in journal.EntriesAsync(account.Account, 0, long.MaxValue, CancellationToken.None))
        {
            lines.Add($"entry {row.Account} {row.Seq} {row.At.Micros} {row.Kind} {row.Catalogue} {row.CallerId ?? "-"} {row.RequestHash} {row.Hold ?? "-"} {row.Operation ?? "-"} "
                + $"{row.Asset ?? "-"} {row.Amount?.Micros} {Encoding.UTF8.GetString(row.Body.Span)} {Convert.ToHexString(row.PreviousHash.Span)} {Convert.ToHexString(row.Hash.Span)}");
            if (WriteMaker.KeyOf(account.Account, EntryCodec.Decode(row).Body) is not { } made) continue;
            var key = await journal.FindKeyAsync(made.SecretHash, CancellationToken.None);
            lines.Add($"key {Convert.ToHexString(made.SecretHash.Span)} {key?.Account} {key?.KeyId}");
        }

        for (var seqMax = long.MaxValue; await journal.SnapshotAsync(account.Account, seqMax, CancellationToken.None) is { } snapshot; seqMax = snapshot.Seq - 1)
            lines.Add($"snapshot {snapshot.Account} {snapshot.Seq} {Convert.ToHexString(snapshot.Hash.Span)} {Encoding.UTF8.GetString(snapshot.State.Span)}");
    }

    internal static async Task<List<string>> FindingsAsync(IJournal journal)
    {
        var findings = new List<string>();
        await foreach (var finding in new Verifier(journal).FindingsAsync(CancellationToken.None)) findings.Add(finding);
        return findings;
    }
}
