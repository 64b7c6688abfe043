using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Holdfast.Ledger.Tests;

/// <summary>Guarantees that a journal is read as it was written, or not at all.</summary>
public class EntriesFollowEachOther
{
    private static readonly Instant Now = Words.InstantOf("2026-01-01", default);

    private static readonly AccountState Account = new OpenAccount { Id = new(new("00000000-0000-4000-8000-000000000001")) }.Decide(null, SmallCatalogue.First, Now).State!;

    /// <summary>The names stand in journals for ever: what the code calls an entry, in lower case.</summary>
    [Fact]
    public void The_kind_of_an_entry_is_its_name()
    {
        var kinds = typeof(EntryBody).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EntryBody))).ToArray();
        Assert.True(kinds.Length > 25);
        Assert.All(kinds, type => Assert.Equal(
            Regex.Replace(type.Name, "(?<=.)([A-Z])", "_$1").ToLowerInvariant(),
            ((EntryBody)RuntimeHelpers.GetUninitializedObject(type)).Kind));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_entry_that_is_not_the_next_is_none(long seq)
    {
        var entry = new CloseAccount().Decide(Account, SmallCatalogue.First, Now).Entry;
        var refused = Assert.Throws<InvalidOperationException>(() => Account.Apply(entry with { Seq = seq }));
        Assert.Equal($"Entry {seq} does not follow entry 1 of account 00000000-0000-4000-8000-000000000001.", refused.Message);
    }

    [Fact]
    public void No_money_moves_on_a_grant_that_is_not_there()
    {
        var given = new GiveGrant { Asset = "usd", Amount = Amount.Units(1), Source = GrantSource.Promo }.Decide(Account, SmallCatalogue.First, Now).Entry;
        var refused = Assert.Throws<InvalidOperationException>(() => Account.Apply(given with { Body = given.Body with { Grants = [] } }));
        Assert.Equal("Posting names the grant g2, which the account does not have.", refused.Message);
    }
}
