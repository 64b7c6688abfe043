using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>At which figures an entry carries an alert, see <see cref="Alert"/>.</summary>
public sealed record AlertRules
{
    public static readonly AlertRules None = new();

    /// <summary>Percent of a limit that is used or held, rising; empty for none.</summary>
    public ImmutableArray<int> Used { get; init; } = [];

    /// <summary>Amounts below which what is available falls, by asset, falling.</summary>
    public FrozenDictionary<string, ImmutableArray<Amount>> Left { get; init; } = FrozenDictionary<string, ImmutableArray<Amount>>.Empty;
}
