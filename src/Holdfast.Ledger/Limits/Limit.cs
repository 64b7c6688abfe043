namespace Holdfast.Ledger;

/// <summary>The most that may be used in each window: money of one asset, or units of one operation. What is held counts as used.</summary>
public sealed record Limit
{
    /// <summary>The operator's name for it; null for the budget that a key was made with.</summary>
    public string? Name { get; init; }

    /// <summary>The number of the entry that set it. One that counts something else under the same name is another limit.</summary>
    public required long Seq { get; init; }

    /// <summary>The member that it binds; null for any.</summary>
    public string? Member { get; init; }

    /// <summary>The key that it binds, by its line, see <see cref="Ledger.Key.Line"/>; null for any.</summary>
    public string? Key { get; init; }

    /// <summary>The operation that it binds; null for any.</summary>
    public string? Operation { get; init; }

    /// <summary>The asset whose money it counts; null when it counts units of <see cref="Operation"/>.</summary>
    public string? Asset { get; init; }

    /// <summary>Zero or more. It may be lowered below what is used, and then nothing passes that would add to it.</summary>
    public required Amount Amount { get; init; }

    public required Window Per { get; init; }

    /// <summary>What was used and is held in the window in which work began last.</summary>
    public Counter Counter { get; init; }

    /// <summary>What a refusal calls it.</summary>
    public string Label => Name is null ? "key:" + Key : "limit:" + Name;

    /// <summary>The same to whoever asks with a key: the budget of that one, though another was made with it.</summary>
    /// <param name="key">Null for none.</param>
    internal string LabelFor(Key? key) => Name is null && key?.Line == Key ? "key:" + key!.Id : Label;

    /// <summary>
    /// The window that counts at an instant. One in which work has begun runs to its end, whatever time zone the account
    /// has moved to since; so windows follow each other, none comes twice, and no use counts in two.
    /// </summary>
    public Period WindowAt(AccountState account, Instant at) =>
        Per != Window.Period && Counter.Window.Contains(at) ? Counter.Window : account.WindowAt(Per, utc: false, at);

    /// <summary>What was used and is held in the window of an instant.</summary>
    public Counter CounterAt(AccountState account, Instant at) => Counter.In(WindowAt(account, at));

    /// <summary>What the window of an instant has left; below zero where the limit was lowered.</summary>
    internal Amount RoomAt(AccountState account, Instant at) => Amount - CounterAt(account, at).Taken;

    /// <summary>What a window has left; nothing where another has taken its place, so that nothing is known of it any more.</summary>
    internal Amount RoomIn(Period window) => Counter.Window == window ? Amount - Counter.Taken : Amount.Zero;

    /// <summary>Whether it binds a use.</summary>
    /// <param name="member">Whose use it is; null for nobody's.</param>
    /// <param name="line">The key's line; null for no key.</param>
    internal bool Binds(in Price price, string? member, string? line) =>
        (Member is null || Member == member) && (Key is null || Key == line)
        && (Operation is null || Operation == price.Operation.Name) && (Asset is null || Asset == price.Asset);

    /// <summary>What it counts of a use.</summary>
    internal Amount Of(in Extent extent) => Asset is null ? extent.Units : extent.Money;

    /// <summary>When its figures change by time alone. A period ends by an entry; a key's budget shows no window of its own.</summary>
    internal Instant ChangesAt(AccountState account, Instant at) =>
        Name is null ? Counter.ChangesAt
        : Per is Window.Period or Window.Total ? Instant.Never
        : WindowAt(account, at).End;

    /// <summary>The order in which limits are checked: a key's budget, what else binds a key, what binds a member, then what binds the whole account, each by name.</summary>
    internal int CompareOrder(Limit other)
    {
        var byRank = Rank.CompareTo(other.Rank);
        return byRank != 0 ? byRank : string.CompareOrdinal(Name, other.Name);
    }

    // Stryker disable once Conditional : what has no name comes before all names
    private int Rank => Name is null ? 0 : Key is not null ? 1 : Member is not null ? 2 : 3;
}

/// <summary>A limit in which something counts, and the window of it, whenever the work ends.</summary>
/// <param name="Limit">What a refusal calls it.</param>
/// <param name="Seq">The number of the entry that set it.</param>
public readonly record struct LimitWindow(string Limit, long Seq, Period Window);

/// <summary>How much of an operation: units, and the money they cost.</summary>
internal readonly record struct Extent(Amount Units, Amount Money)
{
    internal static Extent Min(in Extent a, in Extent b) => new(Amount.Min(a.Units, b.Units), Amount.Min(a.Money, b.Money));

    public static Extent operator -(Extent extent) => new(-extent.Units, -extent.Money);
}
