using System.Runtime.CompilerServices;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Dialects.Generect;

/// <summary>A charge, a capture or a refund of one of this vendor's operations, as its list shows it.</summary>
/// <param name="Id">The number of the entry.</param>
/// <param name="UpdatedAt">When the last refund gave something back; for others the same as <paramref name="CreatedAt"/>.</param>
/// <param name="Amount">Negative for what was charged.</param>
/// <param name="AfterBalance">What was available after it, of the asset it moved.</param>
internal sealed record Transaction(
    long Id, Instant CreatedAt, Instant UpdatedAt, string Status, string BalanceType, string Operation, Amount Amount, string Description, Amount AfterBalance)
{
    private const string Platform = "platform";
    private const string LedgerPrefix = "balance_";

    /// <summary>Whether it is work on the platform, which is paid from the plan's pool.</summary>
    internal bool IsPlatform => BalanceType == Platform;

    /// <summary>An account's transactions, newest first, as its journal has them.</summary>
    internal static async IAsyncEnumerable<Transaction> NewestFirstAsync(
        AccountEngine engine, AccountId account, Catalogue catalogue, [EnumeratorCancellation] CancellationToken cancel)
    {
        var types = BalanceTypes(catalogue);
        var (api, platform) = (GenerectFields.ApiBalance(catalogue), GenerectFields.PlatformBalance(catalogue));

        // A refund stands after its charge, so it has been met before.
        var refunds = new Dictionary<long, (Amount Amount, Instant At)>();
        await foreach (var entry in engine.EntriesBackwardsAsync(account, cancel))
        {
            if (UseOf(entry.Body) is not { Amount.IsZero: false } use || !types.TryGetValue(use.Operation, out var type)) continue;
            if (use.Asset != (type == Platform ? platform : api)) continue;
            if (entry.Body is not Refunded refund)
            {
                refunds.Remove(entry.Seq, out var back);
                yield return Charge(entry, use, type, back.Amount, back.At);
                continue;
            }

            var (before, last) = refunds.GetValueOrDefault(refund.Charge);
            refunds[refund.Charge] = (before + use.Amount, Instant.Max(last, entry.At));
            yield return new(entry.Seq, entry.At, entry.At, "completed", type, use.Operation, use.Amount, $"refund on transaction {refund.Charge}", After(entry, use));
        }
    }

    private static Transaction Charge(Entry entry, Use use, string type, Amount back, Instant backAt)
    {
        var status = back.IsZero ? "completed" : back < use.Amount ? "partly_refunded" : "refunded";
        return new(entry.Seq, entry.At, Instant.Max(entry.At, backAt), status, type, use.Operation, -use.Amount, use.Operation, After(entry, use));
    }

    /// <summary>The vendor's name of the balance that each operation moves: its own ledger, or the platform's.</summary>
    private static Dictionary<string, string> BalanceTypes(Catalogue catalogue)
    {
        var types = new Dictionary<string, string>();
        foreach (var ledger in GenerectFields.Ledgers) types.TryAdd(GenerectFields.Operation(catalogue, ledger), ledger[LedgerPrefix.Length..]);
        foreach (var operation in GenerectFields.Platform(catalogue)) types.TryAdd(operation, Platform);
        return types;
    }

    private static Use? UseOf(EntryBody body) => body switch
    {
        Charged charged => charged.Use,
        HoldCaptured captured => captured.Use,
        Refunded refunded => refunded.Use,
        _ => null,
    };

    private static Amount After(Entry entry, Use use)
    {
        foreach (var after in entry.Body.After) if (after.Asset == use.Asset) return after.Amount;
        return Amount.Zero;
    }
}
