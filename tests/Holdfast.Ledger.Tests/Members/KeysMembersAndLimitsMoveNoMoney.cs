using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;

namespace Holdfast.Ledger.Tests;

/// <summary>
/// Guarantees that no sequence of commands about keys, members and limits changes a balance: money is the account's, and
/// who may spend it, and how much of it, is no money.
/// </summary>
[Trait("Speed", "slow")]
public class KeysMembersAndLimitsMoveNoMoney(ITestOutputHelper output)
{
    private const ulong Seed = 20_261_124;

    private const int Cases = 200;

    private static readonly Catalogue Catalogue = SmallCatalogue.First;

    private static readonly Instant Opened = Words.InstantOf("2026-01-30", default);

    /// <summary>All that they may change stays out of the comparison, and all else is compared.</summary>
    [Fact]
    public void While_no_time_passes_nothing_else_changes_at_all() => Check(Gen.ArrayOf(Commands), commands =>
    {
        var before = Worked();
        var after = before;
        foreach (var command in commands) after = Done(after, command, before.At);
        Difference.None(before, after with
        {
            Keys = before.Keys, Members = before.Members, Limits = before.Limits, Seq = before.Seq, Holds = before.Holds,
        }, "the account");
        Difference.None(before.Holds.ToArray(), after.Holds.ToArray(), "what is in flight");
    });

    /// <summary>Time expires, refills and lapses, with them as without them.</summary>
    [Fact]
    public void While_time_passes_every_book_is_what_it_would_be_without_them() =>
        Check(Gen.ArrayOf(from hours in Gen.Choose(0, 20 * 24) from command in Commands select (TimeSpan.FromHours(hours), command)), steps =>
        {
            var (before, now) = (Worked(), Opened);
            var after = before;
            foreach (var (span, command) in steps)
            {
                now += span;
                after = Done(after, command, now);
                before = Due.Advance(before, Catalogue, now).State;
                Assert.Equal(Books(before), Books(Due.Advance(after, Catalogue, now).State));
            }
        });

    /// <summary>An account with grants of all kinds, charges and work in flight, keys of members and limits that it counts in.</summary>
    private static AccountState Worked()
    {
        var account = new OpenAccount { Id = new(new("00000000-0000-4000-8000-00000000000d")), Plan = "pro", Billing = Billing.UsageBased }.Decide(null, Catalogue, Opened).State!;
        Command[] life =
        [
            new GiveGrant { Asset = "eur", Amount = Amount.Units(30), Source = GrantSource.Purchase },
            new GiveGrant { Asset = "usd", Amount = Amount.Units(5), Source = GrantSource.Promo, ExpiresAt = Opened + TimeSpan.FromDays(9) },
            new SetMember { Member = "m1", Role = Role.Admin },
            new CreateKey { Name = "k", SecretHash = "s", Preview = "p", Member = "m1", Budget = new("usd", Amount.Units(9), Window.Month) },
            new CreateKey { Name = "k", SecretHash = "s", Preview = "p" },
            new SetLimit { Name = "l1", Member = "m1", Asset = "usd", Amount = Amount.Units(8), Per = Window.Day },
            new SetLimit { Name = "l2", Key = "k5", Operation = "scan", Amount = Amount.Units(40), Per = Window.Period },
            new Charge { Operation = "draw", Amount = new("eur", Amount.Units(3)), Key = "k6" },
            new Charge { Operation = "scan", Quantity = Amount.Units(4), Key = "k5" },
            new PlaceHold { Hold = "h1", Operation = "scan", Quantity = Amount.Units(6), Key = "k5", Lifetime = TimeSpan.FromDays(3) },
            new PlaceHold { Hold = "h2", Operation = "search", Quantity = Amount.Units(2), Member = "m1", Lifetime = TimeSpan.FromDays(30) },
            new PlaceHold { Hold = "h3", Operation = "render", Amount = new("usd", Amount.Units(60)), Lifetime = TimeSpan.FromDays(1) },
        ];
        foreach (var command in life)
        {
            var decision = command.Decide(account, Catalogue, Opened);
            Assert.Equal(Status.Done, decision.Status);
            account = decision.State!;
        }

        return account;
    }

    /// <summary>Does a command, if it may be done. Its own entry moves nothing.</summary>
    private static AccountState Done(AccountState account, Command command, Instant now)
    {
        var decision = command.Decide(account, Catalogue, now);
        Audit.Decision(account, command, Catalogue, now, decision);
        if (decision.Status != Status.Done) return account;
        Assert.Empty(decision.Entry.Body.Postings);
        Assert.Empty(decision.Entry.Body.Grants);
        Assert.Empty(decision.Entry.Body.Expired);
        return decision.State!;
    }

    private static string Books(AccountState account) => string.Join('\n',
        from balance in account.Balances
        from book in Enum.GetValues<Book>()
        select $"{balance.Asset} {book} {balance[book]} spent {balance.Spent} {balance.SpentHeld} expires {balance.ExpiresAt}");

    private static Gen<string> Member => Gen.Elements("m1", "m2", "m3");

    private static Gen<string?> MemberOrNone => Gen.Elements("m1", "m2", null, null);

    /// <summary>Those that there are at first, and some of those that come.</summary>
    private static Gen<string> Key => Gen.Choose(5, 30).Select(number => "k" + (number > 20 ? number % 2 + 5 : number));

    private static Gen<string?> KeyOrNone => Gen.OneOf(Key.Select(key => (string?)key), Gen.Constant((string?)null));

    private static Gen<Amount> Some => Gen.Choose(0, 20).Select(units => Amount.Units(units));

    private static Gen<Command> Commands => Gen.OneOf(
        from member in MemberOrNone
        from hours in Gen.Choose(1, 2_000)
        from budget in Gen.OneOf(Gen.Constant((Budget?)null), from asset in Gen.Elements("usd", "eur") from amount in Some from per in Gen.Choose(1, 4) select (Budget?)new Budget(asset, amount, (Window)per))
        select (Command)new CreateKey { Name = "k", SecretHash = "s", Preview = "p", Member = member, Budget = budget, ExpiresAt = hours > 1_000 ? null : Opened + TimeSpan.FromHours(hours) },
        from key in Key from hours in Gen.Choose(0, 700) select (Command)new RotateKey { Key = key, Overlap = TimeSpan.FromHours(hours), SecretHash = "s", Preview = "p" },
        from key in Key select (Command)new RevokeKey { Key = key },
        from member in Member from role in Gen.Choose(0, 2) select (Command)new SetMember { Member = member, Role = (Role)role },
        from member in Member select (Command)new RemoveMember { Member = member },
        from name in Gen.Elements("l1", "l2", "l3")
        from member in MemberOrNone
        from key in KeyOrNone
        from asset in Gen.Elements("usd", "eur", null)
        from amount in Some
        from per in Gen.Choose(0, 4)
        select (Command)new SetLimit { Name = name, Member = member, Key = key, Asset = asset, Operation = asset is null ? "scan" : null, Amount = amount, Per = (Window)per },
        from name in Gen.Elements("l1", "l2", "l3") select (Command)new RemoveLimit { Name = name });

    private void Check<T>(Gen<T> cases, Action<T> holds)
    {
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var replay = FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), FSharpOption<int>.None));
        Prop.ForAll(cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(replay).WithQuietOnSuccess(true));
    }
}
