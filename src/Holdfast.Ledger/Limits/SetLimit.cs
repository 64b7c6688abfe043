namespace Holdfast.Ledger;

/// <summary>
/// Sets the most that may be used in each window, by everybody, by one member or by one key. The same limit with another amount keeps
/// what it has counted; one that counts something else begins with nothing.
/// </summary>
public sealed record SetLimit : Command
{
    public required string Name { get; init; }

    /// <summary>The id of a member: binds all that is his, whichever his key. Null for any.</summary>
    public string? Member { get; init; }

    /// <summary>The id of a key: binds it and all its rotations. Null for any.</summary>
    public string? Key { get; init; }

    /// <summary>Null for any, where money is counted.</summary>
    public string? Operation { get; init; }

    /// <summary>The asset whose money counts; null to count units of the operation.</summary>
    public string? Asset { get; init; }

    /// <summary>Zero or more: of the asset, or units.</summary>
    public required Amount Amount { get; init; }

    /// <summary>Days, weeks and months are the account's.</summary>
    public required Window Per { get; init; }

    internal override void Describe(ref RequestHasher hash)
    {
        hash.Add(Name);
        hash.Add(Member);
        hash.Add(Key);
        hash.Add(Operation);
        hash.Add(Asset);
        hash.Add(Amount);
        hash.Add((long)Per);
    }

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Status == AccountStatus.Closed) return Status.AccountClosed;
        if (Shape(catalogue) is var shape && shape != Status.Done) return shape;
        var before = account.Limit(Name);
        if (before is null && account.Limits.Count(limit => limit.Name is not null) >= Bounds.LimitsMax) return Status.TooMany;
        // Stryker disable once Conditional : there is no key without an id
        var key = Key is null ? null : account.Keys.Known(Key, now);
        if (Key is not null && key is null) return Status.KeyUnknown;
        if (Member is not null && account.Member(Member) is null) return Status.MemberUnknown;

        var limit = new Limit
        {
            Name = Name, Seq = account.Seq + 1, Member = Member, Key = key?.Line, Operation = Operation, Asset = Asset, Amount = Amount, Per = Per,
        };
        var same = before is not null && before with { Seq = limit.Seq, Amount = Amount, Counter = default } == limit;
        return new LimitSet { Limit = same ? limit with { Seq = before!.Seq } : limit };
    }

    private Status Shape(Catalogue catalogue)
    {
        Asset? asset = null;
        if (Asset is not null && !catalogue.Assets.TryGetValue(Asset, out asset)) return Status.AssetUnknown;
        Operation? operation = null;
        if (Operation is not null && !catalogue.Operations.TryGetValue(Operation, out operation)) return Status.OperationUnknown;
        if (asset is not null) return Price.Check(Amount, asset.Decimals);
        if (operation is null) return Status.OperationUnknown;
        return Price.CheckUnits(Amount, operation);
    }
}

/// <summary>A limit holds from here on.</summary>
public sealed record LimitSet : EntryBody
{
    public override string Kind => "limit_set";

    /// <summary>Without what it has counted, which stays where the limit is the one that it was.</summary>
    public required Limit Limit { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry)
    {
        var before = account.Limit(Limit.Name!);
        if (before is null) return account with { Limits = account.Limits.With(Limit) };
        var counter = before.Seq == Limit.Seq ? before.Counter : default;
        return account with { Limits = account.Limits.Remove(before).With(Limit with { Counter = counter }) };
    }
}

/// <summary>Takes a limit away. What was used stays used, and counts in the other limits.</summary>
public sealed record RemoveLimit : Command
{
    public required string Name { get; init; }

    internal override void Describe(ref RequestHasher hash) => hash.Add(Name);

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Limit(Name) is null) return Status.LimitUnknown;
        return account.Status == AccountStatus.Closed ? Status.AccountClosed : new LimitRemoved { Name = Name };
    }
}

/// <summary>A limit holds no more.</summary>
public sealed record LimitRemoved : EntryBody
{
    public override string Kind => "limit_removed";

    public required string Name { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) =>
        account with { Limits = account.Limits.Remove(account.Limit(Name)!) };
}
