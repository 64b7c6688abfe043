namespace Holdfast.Ledger;

/// <summary>A value that a caller gave, which may be null, or did not mention.</summary>
public readonly record struct Optional<T>(bool IsGiven, T Value)
{
    public T Or(T otherwise) => IsGiven ? Value : otherwise;

    public static implicit operator Optional<T>(T value) => new(true, value);
}
