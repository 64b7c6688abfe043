using System.Collections.Immutable;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>Fetches from the journal what a refund is judged on: the charge, and the grants it drew as they were given.</summary>
internal static class ChargeLoading
{
    /// <returns>The command with both, and the asset that the charge was paid in; null where it took no money, or is none.</returns>
    internal static async ValueTask<(Refund Command, string? Asset)> CompleteAsync(
        AccountEngine engine, AccountId account, Refund command, CancellationToken cancel)
    {
        var charged = await engine.EntryAsync(account, command.Charge, cancel);
        var use = charged?.Body switch
        {
            Charged charge => charge.Use,
            HoldCaptured capture => capture.Use,
            _ => null,
        };
        if (charged is null || use is null) return (command with { Charged = charged }, null);

        var drawn = ImmutableArray.CreateBuilder<Grant>();
        foreach (var id in charged.Body.Postings.Select(posting => posting.Grant).OfType<string>().Distinct())
            drawn.Add(await GivenAsync(engine, account, id, cancel));
        return (command with { Charged = charged, Drawn = drawn.DrainToImmutable() }, use.Asset);
    }

    private static async ValueTask<Grant> GivenAsync(AccountEngine engine, AccountId account, string id, CancellationToken cancel)
    {
        var seq = Grant.NumberOf(id);
        var giving = await engine.EntryAsync(account, seq, cancel);
        return giving?.Body.Grants.FirstOrDefault(grant => grant.Id == id)
            ?? throw new JournalDamagedException($"Entry {seq} of account {account} does not give the grant {id} that a charge drew.");
    }
}
