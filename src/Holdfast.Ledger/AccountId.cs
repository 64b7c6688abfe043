namespace Holdfast.Ledger;

/// <summary>An account's id: a UUID, shown in lower case with hyphens.</summary>
public readonly record struct AccountId(Guid Value)
{
    /// <summary>Reads the hyphenated form only, in either case, so that one account has one spelling.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AccountId id)
    {
        var read = Guid.TryParseExact(text, "D", out var value);
        id = new(value);
        return read && value != Guid.Empty;
    }

    public override string ToString() => Value.ToString();
}
