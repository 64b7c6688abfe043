using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Sets the highest postpaid spend in a period, or none.</summary>
public sealed record SetCap : Command
{
    /// <summary>An asset that may be owed.</summary>
    public required string Asset { get; init; }

    /// <summary>Zero or more; null for no cap.</summary>
    public Amount? Amount { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Asset);
        hash.Add(Amount);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Status == AccountStatus.Closed) return Status.AccountClosed;
        if (!catalogue.Assets.TryGetValue(Asset, out var asset) || !asset.Postpaid) return Status.AssetUnknown;
        if (Amount is { } amount && Price.Check(amount, asset.Decimals) is var shape && shape != Status.Done) return shape;
        return new CapSet { Cap = Amount is { } cap ? new(Asset, cap) : null };
    }
}

/// <summary>The cap from here on; null for none.</summary>
public sealed record CapSet : EntryBody
{
    public override string Kind => "cap_set";

    public AssetAmount? Cap { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) => account with { Cap = Cap };
}

/// <summary>Sets how far a meter may go beyond the plan's limit.</summary>
public sealed record SetExtension : Command
{
    public required string Meter { get; init; }

    /// <summary>Zero for none; null for unlimited.</summary>
    public Amount? Limit { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Meter);
        hash.Add(Limit);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Status == AccountStatus.Closed) return Status.AccountClosed;
        if (!catalogue.Meters.ContainsKey(Meter)) return Status.MeterUnknown;
        if (Limit is { } limit && Price.Check(limit, Ledger.Amount.DecimalsMax) is var shape && shape != Status.Done) return shape;
        var entitled = catalogue.PlanOf(account).Meters.GetValueOrDefault(Meter) is { Extendable: true };
        return entitled || Limit is { IsZero: true } ? new ExtensionSet { Meter = Meter, Limit = Limit } : Status.ExtensionNotAllowed;
    }
}

/// <summary>The extension of a meter from here on; null for unlimited.</summary>
public sealed record ExtensionSet : EntryBody
{
    public override string Kind => "extension_set";

    public required string Meter { get; init; }

    public Amount? Limit { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry)
    {
        var use = account.Meters.FirstOrDefault(use => use.Meter == Meter) ?? new() { Meter = Meter };
        return account.With(use with { Extended = true, Extension = Limit });
    }
}

/// <summary>Sets whether and how the balance is topped up by itself.</summary>
public sealed record SetAutoReload : Command
{
    public bool Enabled { get; init; }

    public required string Asset { get; init; }

    /// <summary>Zero or more.</summary>
    public required Amount Threshold { get; init; }

    /// <summary>Positive.</summary>
    public required Amount Amount { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Enabled);
        hash.Add(Asset);
        hash.Add(Threshold);
        hash.Add(Amount);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Status == AccountStatus.Closed) return Status.AccountClosed;
        if (!catalogue.Assets.TryGetValue(Asset, out var asset)) return Status.AssetUnknown;
        if (Enabled && !Amount.IsPositive) return Status.AmountOutOfRange;

        // Out of range is said before too precise, whichever of the two it is about.
        var threshold = Price.Check(Threshold, asset.Decimals);
        var amount = Price.Check(Amount, asset.Decimals);
        if (threshold != Status.Done || amount != Status.Done) return threshold == Status.AmountOutOfRange || amount == Status.Done ? threshold : amount;
        return new AutoReloadSet { AutoReload = new(Enabled, Asset, Threshold, Amount) };
    }
}

/// <summary>The auto-reload settings from here on.</summary>
public sealed record AutoReloadSet : EntryBody
{
    public override string Kind => "auto_reload_set";

    public required AutoReload AutoReload { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) => account with { AutoReload = AutoReload };
}

/// <summary>Notes that the customer has seen the grants of an asset.</summary>
public sealed record DismissNotices : Command
{
    public required string Asset { get; init; }

    internal override void Describe(ref RequestHasher hash) => hash.Add(Asset);

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (!catalogue.Assets.ContainsKey(Asset)) return Status.AssetUnknown;
        return account.Notices.Any(notice => notice.Asset == Asset) ? new NoticesDismissed { Asset = Asset } : Status.Repeated;
    }
}

/// <summary>The grants of an asset were seen.</summary>
public sealed record NoticesDismissed : EntryBody
{
    public override string Kind => "notices_dismissed";

    public required string Asset { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) =>
        account with { Notices = account.Notices.RemoveAll(notice => notice.Asset == Asset) };
}
