namespace Holdfast.Ledger.Tests;

/// <summary>
/// A command that breaks more and more rules. Each step adds one that is checked before all the others, so each time
/// another status must come out, and it must stand before the last one in <see cref="Status"/>.
/// </summary>
internal sealed class Ladder<T>(AccountState? account, T command) where T : Command
{
    private static readonly Instant Now = Words.InstantOf("2026-05-20", default);

    private readonly List<Status> met = [];
    private Catalogue catalogue = SmallCatalogue.First;

    public Ladder<T> Breaks(Status status, Func<T, T>? and = null, Func<AccountState, AccountState>? having = null, Func<Catalogue, Catalogue>? under = null)
    {
        if (and is not null) command = and(command);
        if (having is not null) account = having(account!);
        if (under is not null) catalogue = under(catalogue);
        var decision = command.Decide(account, catalogue, Now);
        Assert.Equal(status, decision.Status);
        Assert.All(met, later => Assert.True(status < later, $"{status} is checked before {later} and stands behind it"));
        met.Add(status);
        return this;
    }
}

internal static class Ladder
{
    /// <param name="existing">False for a command to an account that is not there.</param>
    public static Ladder<T> Of<T>(AccountState account, T command, bool existing = true) where T : Command => new(existing ? account : null, command);
}
