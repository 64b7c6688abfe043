using System.Collections.Frozen;

namespace Holdfast.Ledger.Tests;

/// <summary>A world so small that everything that can happen in it can be tried: few commands, few instants.</summary>
internal sealed record World
{
    public required string Name { get; init; }

    /// <summary>No more than the commands speak of, so that all of it is looked at each time.</summary>
    public required Catalogue Catalogue { get; init; }

    /// <summary>How long after the beginning the instants lie at which something may be asked, in the words of the tables.</summary>
    public required string[] Instants { get; init; }

    /// <summary>What is done first, a command a line. The account is opened there.</summary>
    public required string Before { get; init; }

    /// <summary>What may be asked at any step, a command a line. <c>refund last</c> means the last charge.</summary>
    public required string Commands { get; init; }

    /// <summary>Refusals that some sequence must meet, so that the limits are near enough.</summary>
    public required Status[] Meets { get; init; }

    /// <summary>The small catalogue, of which only so much is left.</summary>
    public static Catalogue Only(string assets, string operations, string meters = "", string slots = "", string plans = "free")
    {
        var catalogue = SmallCatalogue.First;
        return catalogue with
        {
            Assets = Named(assets, catalogue.Assets),
            Operations = Named(operations, catalogue.Operations),
            Meters = Named(meters, catalogue.Meters),
            Slots = Named(slots, catalogue.Slots),
            Plans = Named(plans, catalogue.Plans),
        };
    }

    private static FrozenDictionary<string, T> Named<T>(string names, FrozenDictionary<string, T> all) =>
        names.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenDictionary(name => name, name => all[name]);
}
