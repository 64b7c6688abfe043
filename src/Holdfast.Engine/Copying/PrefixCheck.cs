using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>
/// Makes sure, before anything is written, that a target is empty or the beginning of what is to be copied into it. Each
/// account's newest entry in the target is compared by its hash, in which everything before it is bound up.
/// </summary>
internal sealed class PrefixCheck(TargetHeads heads, Dictionary<string, string> settings, Dictionary<int, CatalogueRow> catalogues)
{
    internal static async ValueTask<PrefixCheck> OfAsync(IJournal target, CancellationToken cancel) => new(
        await TargetHeads.BeginAsync(target, cancel).ConfigureAwait(false),
        (await target.SettingsAsync(cancel).ConfigureAwait(false)).ToDictionary(setting => setting.Name, setting => setting.Value),
        (await target.CataloguesAsync(cancel).ConfigureAwait(false)).ToDictionary(row => row.Version));

    /// <summary>Whether the target has nothing at all.</summary>
    internal bool IsEmpty { get; } = settings.Count == 0 && catalogues.Count == 0 && heads.Current is null;

    /// <summary>The entry of an account that is to be compared, for a source that need not go through all of them.</summary>
    internal SeqRange Wanted(AccountId account) => heads.Current?.Account == account ? new(heads.Current.Seq - 1, heads.Current.Seq) : SeqRange.None;

    /// <exception cref="CopyRefusedException">The target has something that the source does not.</exception>
    /// <exception cref="JournalDamagedException">The source's entry is not what was written.</exception>
    internal async ValueTask CheckAsync(StoreRecord record)
    {
        switch (record)
        {
            case SettingRecord setting:
                if (settings.Remove(setting.Name, out var value) && value != setting.Value) throw Differs($"its setting '{setting.Name}' is another");
                break;
            case CatalogueRecord { Row: var row }:
                if (catalogues.Remove(row.Version, out var known) && known != row) throw Differs($"version {row.Version} of its catalogue is another");
                break;
            case EntryRecord { Row: var row }:
                await CheckAsync(row).ConfigureAwait(false);
                break;
            case EndRecord:
                if (heads.Current is { } head) throw Surplus(head);
                if (settings.Count > 0) throw Differs($"the source has no setting '{settings.Keys.Order(StringComparer.Ordinal).First()}'");
                if (catalogues.Count > 0) throw Differs($"the source has no version {catalogues.Keys.Min()} of the catalogue");
                break;
        }
    }

    private async ValueTask CheckAsync(EntryRow row)
    {
        if (!EntryCodec.Hash(row).AsSpan().SequenceEqual(row.Hash.Span)) throw new JournalDamagedException($"Entry {row.Seq} of account {row.Account} was changed: its hash is another.");
        if (heads.Current is not { } head || head.Account.Value.CompareTo(row.Account.Value) > 0) return;
        if (head.Account != row.Account) throw Surplus(head);
        if (head.Seq != row.Seq) return;
        if (!head.Hash.Span.SequenceEqual(row.Hash.Span)) throw Differs($"entry {row.Seq} of account {row.Account} is another there");
        await heads.MoveAsync().ConfigureAwait(false);
    }

    private static CopyRefusedException Surplus(TargetHead head) => Differs($"it has entry {head.Seq} of account {head.Account}, and the source does not");

    private static CopyRefusedException Differs(string how) =>
        new($"The target is neither empty nor a part of the source: {how}; nothing was written.");
}
