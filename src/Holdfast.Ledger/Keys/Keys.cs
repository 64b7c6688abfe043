using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Adds a key. The secret is made outside and never comes here.</summary>
public sealed record CreateKey : Command
{
    public required string Name { get; init; }

    /// <summary>The id of the member it belongs to; null for nobody's.</summary>
    public string? Member { get; init; }

    /// <summary>Empty for everything.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    /// <summary>Null for never.</summary>
    public Instant? ExpiresAt { get; init; }

    public Budget? Budget { get; init; }

    /// <summary>SHA-256 of the secret in lower-case hex.</summary>
    public required string SecretHash { get; init; }

    public required string Preview { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        // Not the secret: a repeat brings another, which is thrown away.
        hash.Add(Name);
        hash.Add(Member);
        hash.Add(Scopes);
        hash.Add(ExpiresAt);
        hash.Add(Budget?.Asset);
        hash.Add(Budget?.Amount);
        hash.Add((long)(Budget?.Per ?? 0));
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Status == AccountStatus.Closed) return Status.AccountClosed;
        if (Budget is not null && !catalogue.Assets.TryGetValue(Budget.Asset, out _)) return Status.AssetUnknown;
        if (Budget is not null && Price.Check(Budget.Amount, catalogue.Assets[Budget.Asset].Decimals) is var shape && shape != Status.Done) return shape;
        if (ExpiresAt is { } expires && (expires <= now || expires > Instant.InputMax)) return Status.ExpiryOutOfRange;
        if (account.Keys.Forget(now).Length >= Bounds.KeysMax) return Status.TooMany;
        if (Member is not null && account.Member(Member) is null) return Status.MemberUnknown;
        return new KeyCreated
        {
            Key = new()
            {
                Id = $"k{account.Seq + 1}",
                Name = Name,
                Member = Member,
                Scopes = Scopes,
                SecretHash = SecretHash,
                Preview = Preview,
                CreatedAt = now,
                UpdatedAt = now,
                ExpiresAt = ExpiresAt,
            },
            Budget = Budget,
        };
    }
}

/// <summary>A key was made.</summary>
public sealed record KeyCreated : EntryBody
{
    public override string Kind => "key_created";

    public required Key Key { get; init; }

    /// <summary>Null for none.</summary>
    public Budget? Budget { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry)
    {
        account = account.ForgetKeys(entry.At);
        account = account with { Keys = account.Keys.Add(Key) };
        if (Budget is null) return account;
        var limit = new Limit { Seq = entry.Seq, Key = Key.Line, Asset = Budget.Asset, Amount = Budget.Amount, Per = Budget.Per };
        return account with { Limits = account.Limits.With(limit) };
    }
}

/// <summary>Ends a key at once. Ending it again changes nothing.</summary>
public sealed record RevokeKey : Command
{
    public required string Key { get; init; }

    internal override void Describe(ref RequestHasher hash) => hash.Add(Key);

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Keys.Known(Key, now) is not { } key) return Status.KeyUnknown;
        return key.RevokedAt <= now ? Status.Repeated : new KeyRevoked { Key = Key };
    }
}

/// <summary>A key was ended.</summary>
public sealed record KeyRevoked : EntryBody
{
    public override string Kind => "key_revoked";

    public required string Key { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry)
    {
        var key = account.Key(Key)!;
        return account with { Keys = account.Keys.Replace(key, key with { RevokedAt = entry.At, UpdatedAt = entry.At }) };
    }
}

/// <summary>
/// Puts a new key in the place of another, which lives on for the overlap. Name, member, scopes and expiry go over; what limits
/// the one limits both together, so that a rotation changes no limit and no balance.
/// </summary>
public sealed record RotateKey : Command
{
    public required string Key { get; init; }

    /// <summary>From zero to 30 days.</summary>
    public TimeSpan Overlap { get; init; }

    /// <summary>SHA-256 of the new secret in lower-case hex.</summary>
    public required string SecretHash { get; init; }

    public required string Preview { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Key);
        hash.Add(Overlap);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Status == AccountStatus.Closed) return Status.AccountClosed;
        if (Overlap < TimeSpan.Zero || Overlap > Bounds.DeadKeyKept) return Status.LifetimeOutOfRange;
        if (account.Keys.Forget(now).Length >= Bounds.KeysMax) return Status.TooMany;
        if (account.Keys.Known(Key, now) is not { } key) return Status.KeyUnknown;
        if (key.Validity(now) is var validity && validity != Status.Done) return validity;
        return new KeyRotated
        {
            Old = Key,
            OldExpiresAt = Instant.Min(now + Overlap, key.ExpiresAt ?? Instant.Never),
            Key = key with
            {
                Id = $"k{account.Seq + 1}",
                SecretHash = SecretHash,
                Preview = Preview,
                CreatedAt = now,
                UpdatedAt = now,
                RotatedFrom = key.Line,
            },
            Budget = account.BudgetOf(key) is { } budget ? new(budget.Asset!, budget.Amount, budget.Per) : null,
        };
    }
}

/// <summary>A key took the place of another.</summary>
public sealed record KeyRotated : EntryBody
{
    public override string Kind => "key_rotated";

    public required string Old { get; init; }

    public required Instant OldExpiresAt { get; init; }

    public required Key Key { get; init; }

    /// <summary>The budget that it shares with the one before; null for none.</summary>
    public Budget? Budget { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry)
    {
        var old = account.Key(Old)!;
        account = account with { Keys = account.Keys.Replace(old, old with { ExpiresAt = OldExpiresAt, UpdatedAt = entry.At }).Add(Key) };
        return account.ForgetKeys(entry.At);
    }
}

internal static class KeyLists
{
    /// <summary>Without keys that died long ago.</summary>
    internal static ImmutableArray<Key> Forget(this ImmutableArray<Key> keys, Instant now) => keys.RemoveAll(key => key.IsForgotten(now));

    /// <summary>The key with this id; null when there is none, or when it died long ago.</summary>
    internal static Key? Known(this ImmutableArray<Key> keys, string id, Instant now)
    {
        foreach (var key in keys) if (key.Id == id && !key.IsForgotten(now)) return key;
        return null;
    }

    /// <summary>Without keys that died long ago, and without what limited those alone.</summary>
    internal static AccountState ForgetKeys(this AccountState account, Instant now)
    {
        var known = account.Keys.Forget(now);
        if (known.Length == account.Keys.Length) return account;
        return account with
        {
            Keys = known,
            Limits = account.Limits.RemoveAll(limit => limit.Key is not null && !known.Any(key => key.Line == limit.Key)),
        };
    }
}
