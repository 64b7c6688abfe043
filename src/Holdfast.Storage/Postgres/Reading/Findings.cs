using System.Runtime.CompilerServices;
using Npgsql;
using static Holdfast.Storage.Postgres.Asking;

namespace Holdfast.Storage.Postgres;

/// <summary>Looks for damage in the tables: gaps, accounts that no list names, keys and external ids that lead elsewhere.</summary>
internal static class Findings
{
    // A broken store would otherwise answer with a sentence for each of its rows.
    private const int SentencesMax = 100;

    private static readonly (string Sql, string Sentence)[] Questions =
    [
        ("""
            SELECT account_id::text, min(seq)::text || ' to ' || max(seq)::text || ', ' || count(*)::text || ' of them' FROM entry
            GROUP BY account_id HAVING min(seq) <> 1 OR max(seq) <> count(*)
            """, "Account {0} has entries from {1}: some are missing."),
        ("SELECT entry.account_id::text, '' FROM entry LEFT JOIN account ON account.account_id = entry.account_id WHERE entry.seq = 1 AND account.account_id IS NULL",
            "Account {0} has entries and is not listed."),
        ("""
            SELECT coalesce(account.account_id, external_id.account_id)::text, coalesce(account.external_id, external_id.external_id)
            FROM (SELECT account_id, external_id FROM account WHERE external_id IS NOT NULL) AS account
            FULL JOIN external_id ON external_id.external_id = account.external_id AND external_id.account_id = account.account_id
            WHERE account.account_id IS NULL OR external_id.account_id IS NULL
            """, "Account {0} and the external id {1} do not lead to each other."),
        ("SELECT key.account_id::text, key.key_id FROM key LEFT JOIN account ON account.account_id = key.account_id WHERE account.account_id IS NULL",
            "Key {1} belongs to account {0}, which is not listed."),
        ("SELECT snapshot.account_id::text, snapshot.seq::text FROM snapshot LEFT JOIN account ON account.account_id = snapshot.account_id WHERE account.account_id IS NULL",
            "The snapshot at {1} belongs to account {0}, which is not listed."),
    ];

    public static async IAsyncEnumerable<string> OfAsync(Reads reads, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var (sql, sentence) in Questions)
        {
            var found = await reads.ReadAsync(
                (connection, cancel) => Command(connection, $"{sql} LIMIT {SentencesMax}").ListAsync(row => (row.GetString(0), row.GetString(1)), cancel),
                cancel);
            foreach (var (account, detail) in found) yield return string.Format(System.Globalization.CultureInfo.InvariantCulture, sentence, account, detail);
        }
    }
}
