using Holdfast.Engine;
using Holdfast.Ledger;
using Npgsql;
using static Holdfast.Storage.Postgres.Asking;
using NpgsqlTypes;

namespace Holdfast.Storage.Postgres;

/// <summary>
/// Finds out why a batch was refused: which of its writes follow no entry, come second, or ask for what is taken. What it
/// takes out of the plan stays refused, and the others can then be written.
/// </summary>
internal static class Judge
{
    public const string BeforeSql = """
        SELECT entry.account_id FROM unnest($1::uuid[], $2::bigint[], $3::bytea[]) AS before (account_id, seq, hash)
        JOIN entry ON entry.account_id = before.account_id AND entry.seq = before.seq AND entry.hash = before.hash
        """;

    public const string TakenSql = """
        SELECT entry.account_id FROM unnest($1::uuid[], $2::bigint[]) AS first (account_id, seq)
        JOIN entry ON entry.account_id = first.account_id AND entry.seq = first.seq
        """;

    public const string CallerIdSql = """
        SELECT entry.account_id, entry.caller_id FROM unnest($1::uuid[], $2::text[]) AS added (account_id, caller_id)
        JOIN entry ON entry.account_id = added.account_id AND entry.caller_id = added.caller_id
        """;

    public const string ExternalIdSql = "SELECT external_id, account_id FROM external_id WHERE external_id = ANY($1::text[])";

    public const string CatalogueSql = "SELECT coalesce(max(version), 0) FROM catalogue";

    /// <param name="overtaken">Is given the accounts that somebody else has written to.</param>
    /// <returns>False when nothing speaks against any write of the plan, and so nothing was taken out of it.</returns>
    public static async Task<bool> RefuseAsync(NpgsqlConnection connection, BatchPlan plan, Action<AccountId>? overtaken = null)
    {
        var facts = await FactsAsync(connection, plan);
        foreach (var account in facts.Taken) overtaken?.Invoke(account);
        var refused = false;
        for (var runAt = plan.Runs.Count - 1; runAt >= 0; runAt--)
        {
            var run = plan.Runs[runAt];
            for (var at = 0; at < run.Count; at++)
            {
                var outcome = facts.Of(plan[run, at], isFirst: at == 0);
                if (outcome == WriteOutcome.Written) continue;
                plan.Refuse(runAt, at, outcome);
                refused = true;
                break;
            }
        }

        return refused;
    }

    private static async Task<Facts> FactsAsync(NpgsqlConnection connection, BatchPlan plan)
    {
        var facts = new Facts();
        await using var questions = Questions(connection, plan);
        await using var answers = await questions.ExecuteReaderAsync();
        while (await answers.ReadAsync()) facts.Before.Add(new(answers.GetGuid(0)));
        await answers.NextResultAsync();
        while (await answers.ReadAsync()) facts.Taken.Add(new(answers.GetGuid(0)));
        await answers.NextResultAsync();
        while (await answers.ReadAsync()) facts.CallerIds.Add((new(answers.GetGuid(0)), answers.GetString(1)));
        await answers.NextResultAsync();
        while (await answers.ReadAsync()) facts.ExternalIds[answers.GetString(0)] = new(answers.GetGuid(1));
        await answers.NextResultAsync();
        if (await answers.ReadAsync()) facts.Catalogue = answers.GetInt32(0);
        return facts;
    }

    private static NpgsqlBatch Questions(NpgsqlConnection connection, BatchPlan plan)
    {
        var firsts = plan.Runs.Select(plan.First).ToList();
        var followers = firsts.Where(first => first.Seq > 1).ToList();
        var callers = plan.Writes().SelectMany(write => write.Entries).Where(entry => entry.CallerId is not null).ToList();
        return new(connection)
        {
            BatchCommands =
            {
                new(BeforeSql)
                {
                    Parameters =
                    {
                        Column(followers, first => first.Account.Value), Column(followers, first => first.Seq - 1),
                        Column(followers, first => EntryInsert.Array(first.PreviousHash)),
                    },
                },
                new(TakenSql) { Parameters = { Column(firsts, first => first.Account.Value), Column(firsts, first => first.Seq) } },
                new(CallerIdSql) { Parameters = { Column(callers, entry => entry.Account.Value), Column(callers, entry => entry.CallerId!) } },
                new(ExternalIdSql) { Parameters = { Column(plan.Writes().Select(write => write.Directory?.ExternalId).OfType<string>(), id => id) } },
                new(CatalogueSql),
            },
        };
    }

    /// <summary>What the tables hold that concerns the batch.</summary>
    private sealed class Facts
    {
        /// <summary>Accounts whose first entry of the batch follows one that is there.</summary>
        public HashSet<AccountId> Before { get; } = [];

        /// <summary>Accounts that have an entry with the seq of their first of the batch.</summary>
        public HashSet<AccountId> Taken { get; } = [];

        public HashSet<(AccountId, string)> CallerIds { get; } = [];

        public Dictionary<string, AccountId> ExternalIds { get; } = new(StringComparer.Ordinal);

        public int Catalogue { get; set; }

        public WriteOutcome Of(Write write, bool isFirst)
        {
            if (isFirst && (Taken.Contains(write.Account) || (write.Entries[0].Seq > 1 && !Before.Contains(write.Account)))) return WriteOutcome.SeqTaken;
            foreach (var entry in write.Entries)
                if (entry.CallerId is not null && CallerIds.Contains((write.Account, entry.CallerId))) return WriteOutcome.CallerIdTaken;
            if (write.Directory?.ExternalId is { } id && ExternalIds.TryGetValue(id, out var owner) && owner != write.Account) return WriteOutcome.ExternalIdTaken;
            return write.CatalogueInForce < Catalogue ? WriteOutcome.CatalogueReplaced : WriteOutcome.Written;
        }
    }
}
