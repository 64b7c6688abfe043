namespace Holdfast.Ledger;

/// <summary>Something that a caller wants done to one account.</summary>
public abstract record Command
{
    /// <summary>The caller's id: the same again gets the first answer. Null when the caller gave none.</summary>
    public string? CallerId { get; init; }

    /// <summary>The prefix of caller ids that stand for holds.</summary>
    public const string HoldReference = "hold/";

    /// <summary>The prefix of caller ids that come from an idempotency key.</summary>
    public const string KeyReference = "key/";

    /// <summary>The prefix of caller ids that come from an item of usage.</summary>
    public const string UsageReference = "usage/";

    /// <summary>Fingerprint of what is asked, the same for the same request on every machine and in every version.</summary>
    public long RequestHash
    {
        get
        {
            var hash = RequestHasher.For(GetType().Name);
            Describe(ref hash);
            return hash.Value;
        }
    }

    /// <summary>
    /// Decides the command. Never throws for what a caller may ask, changes nothing, and gives the same for the same
    /// arguments. Whether <see cref="CallerId"/> came before is for the caller of this method to find out in the journal.
    /// </summary>
    /// <param name="account">The account's state; null when there is no such account.</param>
    /// <param name="catalogue">The newest version.</param>
    /// <param name="now">An instant before the account's last entry counts as that one's.</param>
    public Decision Decide(AccountState? account, Catalogue catalogue, Instant now)
    {
        if (account is not null) now = Instant.Max(now, account.At);
        try
        {
            return DecideAt(account, catalogue, now);
        }
        catch (OverflowException)
        {
            // Some sum of what the account ever moved would leave 64 bits; nothing was changed.
            return new() { Status = Status.AmountOutOfRange, State = account };
        }
    }

    /// <summary>Decides the command and tells what would come of it. Takes what <see cref="Decide"/> takes.</summary>
    public Foresight Foresee(AccountState? account, Catalogue catalogue, Instant now)
    {
        if (account is not null) now = Instant.Max(now, account.At);
        var before = account is null ? null : Due.Advance(account, catalogue, now).State;
        return Foresight.Of(Decide(account, catalogue, now), before, catalogue.At(now), now);
    }

    /// <summary>Judges a command whose caller's id came before.</summary>
    public Status Again(Entry first) => first.RequestHash == RequestHash ? Status.Repeated : Status.ExistsWithDifferentRequest;

    internal abstract void Describe(ref RequestHasher hash);

    /// <summary>The rule: judges the state, which time has brought to <paramref name="now"/>, and says what happens.</summary>
    internal abstract Outcome Rule(AccountState account, Catalogue catalogue, Instant now);

    private protected virtual Decision DecideAt(AccountState? account, Catalogue catalogue, Instant now)
    {
        if (account is null) return new() { Status = Status.AccountUnknown };
        var (advanced, due) = Due.Advance(account, catalogue, now);
        var inForce = catalogue.At(now);
        var outcome = Rule(advanced, inForce, now);
        if (outcome.Body is not { } body) return new() { Status = outcome.Status, State = advanced, Lack = outcome.Lack, Bounds = outcome.Bounds };

        var (entry, after) = Entry.Next(advanced, inForce, now, body, CallerId, CallerId is null ? 0 : RequestHash);
        return new() { Status = Status.Done, Entries = due.Add(entry), State = after };
    }
}

/// <summary>What a rule says: an entry's body, or why not.</summary>
internal readonly record struct Outcome(Status Status, EntryBody? Body = null, Lack? Lack = null, AmountBounds? Bounds = null)
{
    public static implicit operator Outcome(Status refusal) => new(refusal);

    public static implicit operator Outcome(EntryBody body) => new(Status.Done, body);
}
