using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Who the customer is. Text is null where it is not known.</summary>
public sealed record Profile
{
    /// <summary>The operator's own id for the customer, unique among accounts.</summary>
    public string? ExternalId { get; init; }

    public string? Email { get; init; }

    public string? Username { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Name { get; init; }

    public bool EmailVerified { get; init; }

    public bool TwoFactorEnabled { get; init; }

    /// <summary>Sign-in providers that are linked (<c>google</c>, <c>github</c>); empty when none.</summary>
    public ImmutableArray<string> Providers { get; init; } = [];

    public bool PromptAnalysisOptIn { get; init; }

    /// <summary>Null until the first change.</summary>
    public Instant? PasswordChangedAt { get; init; }

    /// <summary>What only one vendor knows and no rule moves: names and JSON values, kept as written and in order.</summary>
    public ImmutableArray<ProfileAttribute> Attributes { get; init; } = [];

    /// <summary>The name, else first and last name joined; null when there is neither.</summary>
    public string? FullName => Name
        ?? (FirstName is null && LastName is null ? null : string.Join(' ', new[] { FirstName, LastName }.Where(part => !string.IsNullOrEmpty(part))));

    /// <summary>The JSON text of an attribute; null when it is not set.</summary>
    public string? Attribute(string name)
    {
        foreach (var attribute in Attributes) if (attribute.Name == name) return attribute.Json;
        return null;
    }

    /// <summary>These attributes over the ones there are, by name; a new name goes to the end, a null value removes.</summary>
    public Profile WithAttributes(ImmutableArray<ProfileAttribute> changes)
    {
        var merged = Attributes.ToBuilder();
        foreach (var change in changes)
        {
            var at = merged.Count - 1;
            while (at >= 0 && merged[at].Name != change.Name) at--;
            if (change.Json == "null") { if (at >= 0) merged.RemoveAt(at); }
            else if (at >= 0) merged[at] = change;
            else merged.Add(change);
        }

        return this with { Attributes = merged.ToImmutable() };
    }
}

/// <summary>One attribute.</summary>
/// <param name="Json">Its value as JSON text, as it was written.</param>
public sealed record ProfileAttribute(string Name, string Json);
