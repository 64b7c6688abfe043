using System.Collections.Immutable;
using Xunit.Sdk;

namespace Holdfast.Ledger.Tests;

/// <summary>What must be true of every decision, whatever was asked. Throws where it is not.</summary>
internal static class Audit
{
    public static void Decision(AccountState? before, Command command, Catalogue catalogue, Instant now, Decision decision)
    {
        if (before is not null) now = Instant.Max(now, before.At);
        Difference.None(decision, command.Decide(before, catalogue, now), "the same decision again");
        if (decision.Status != Status.Done)
        {
            Claim(decision.Entries.IsEmpty, "a refusal made entries");
            if (before is not null && decision.Lack is { } lack) Says(before, command, catalogue, now, decision.Status, lack);
            return;
        }

        Claim(decision.Lack is null, "what was done lacks something");
        Claim(decision.Entry.CallerId == command.CallerId, "the entry has another caller's id");
        Claim(decision.Entry.RequestHash == (command.CallerId is null ? 0 : command.RequestHash), "the entry has another request's hash");
        var state = before;
        foreach (var entry in decision.Entries)
        {
            Claim(entry.Seq == (state?.Seq ?? 0) + 1, $"entry {entry.Seq} follows {state?.Seq}");
            Claim(state is null || entry.At >= state.At, $"entry {entry.Seq} goes back in time");
            Claim(entry.Catalogue == catalogue.At(entry.At).Version, $"entry {entry.Seq} was decided by version {entry.Catalogue}");
            var after = state is null ? AccountState.Open(((OpenAccount)command).Id, entry) : state.Apply(entry);
            Entry(state, entry, after);
            state = after;
        }

        Difference.None(state, decision.State, "the state after the entries");
        if (decision.Entry.Body is HoldCaptured { Uncovered.IsPositive: true } captured) Covers((CaptureHold)command, before!, catalogue, now, captured);
        Claim(decision.State!.NextDueAt > decision.State.At || decision.Entry.At < now, "something due was left undone");
    }

    /// <summary>All entries from the beginning lead to the state.</summary>
    public static void Replay(IReadOnlyList<Entry> entries, AccountState state)
    {
        var replayed = AccountState.Open(state.Id, entries[0]);
        foreach (var entry in entries.Skip(1)) replayed = replayed.Apply(entry);
        Difference.None(state, replayed, "the replayed state");
    }

    /// <summary>An entry moves amounts from book to book, says truly what is available after it, and breaks no invariant.</summary>
    public static void Entry(AccountState? before, Entry entry, AccountState after)
    {
        foreach (var broken in Invariants.Broken(after)) throw new XunitException($"after entry {entry.Seq}, {entry.Body.Kind}: {broken}");
        foreach (var posting in entry.Body.Postings)
            Claim(posting.Amount.IsPositive && posting.From != posting.To, $"{posting} moves nothing");
        foreach (var asset in entry.Body.Postings.Select(posting => posting.Asset).Distinct())
        {
            Claim(entry.Body.After.Count(amount => amount.Asset == asset) == 1, $"entry {entry.Seq} does not say how much {asset} is available");
            Claim(entry.Body.After.Single(amount => amount.Asset == asset).Amount == after.Balance(asset).Available, $"entry {entry.Seq} says {entry.Body.After[0]}");
            foreach (var book in Enum.GetValues<Book>())
            {
                var moved = entry.Body.Postings.Where(posting => posting.Asset == asset)
                    .Sum(posting => (posting.To == book ? posting.Amount.Micros : 0) - (posting.From == book ? posting.Amount.Micros : 0));
                Claim((before?.Balance(asset)[book].Micros ?? 0) + moved == after.Balance(asset)[book].Micros, $"{asset} {book} is not what the postings of entry {entry.Seq} say");
            }
        }

        Claim(entry.Body.After.Length == entry.Body.Postings.Select(posting => posting.Asset).Distinct().Count(), $"entry {entry.Seq} speaks of assets that do not move");
    }

    /// <summary>What a refusal states as affordable does pass, and one step more does not.</summary>
    private static void Says(AccountState before, Command command, Catalogue catalogue, Instant now, Status status, Lack lack)
    {
        Claim(!lack.Affordable.IsNegative && !lack.Available.IsNegative, $"{lack} is below zero");
        if (Resized(command, before, catalogue.At(now)) is not { } resized) return;
        if (lack.Affordable.IsPositive)
        {
            var smaller = resized.With(lack.Affordable).Decide(before, catalogue, now);
            Claim(smaller.Status == Status.Done, $"{status} {lack}, but {lack.Affordable} is {smaller.Status}");
        }

        var more = new Amount(lack.Affordable.Micros + resized.Step);
        var larger = resized.With(more).Decide(before, catalogue, now);
        var tooMany = larger.Status is Status.AmountOutOfBounds or Status.QuantityOutOfRange;
        Claim(tooMany || (larger.Status != Status.Done && larger.Lack?.Affordable == lack.Affordable), $"{status} {lack}, but {more} is {larger.Status} {larger.Lack}");
    }

    /// <summary>A capture that says what it could not cover covers all but that, and not one step more.</summary>
    private static void Covers(CaptureHold command, AccountState before, Catalogue catalogue, Instant now, HoldCaptured captured)
    {
        Claim(command.Over == OverCapture.Cap, $"{command.Over} left {captured.Uncovered} uncovered");
        var (resized, step) = Resized(command, before, catalogue.At(now))!.Value;
        var covered = (command.Quantity ?? command.Amount!.Value.Amount) - captured.Uncovered;
        Claim(Uncovered(covered).IsZero, $"{covered} is not covered");
        var more = Uncovered(new(covered.Micros + step));
        Claim(more.Micros == step, $"{step} more than {covered} leaves {more} uncovered");

        Amount Uncovered(Amount size) => ((HoldCaptured)resized(size).Decide(before, catalogue, now).Entry.Body).Uncovered;
    }

    /// <summary>The command in other sizes; null for one that has no size.</summary>
    private static (Func<Amount, Command> With, long Step)? Resized(Command command, AccountState account, Catalogue catalogue)
    {
        return command switch
        {
            Charge { Amount: { } amount } charge => (size => charge with { Amount = amount with { Amount = size } }, StepOf(amount.Asset)),
            Charge charge => (size => charge with { Quantity = size }, StepOfUnits(catalogue, charge.Operation)),
            PlaceHold { Amount: { } amount } hold => (size => hold with { Amount = amount with { Amount = size } }, StepOf(amount.Asset)),
            PlaceHold hold => (size => hold with { Quantity = size }, StepOfUnits(catalogue, hold.Operation)),
            CaptureHold { Amount: { } amount } capture => (size => capture with { Amount = amount with { Amount = size } }, StepOf(amount.Asset)),
            CaptureHold capture when account.Holds.Find(capture.Hold) is { } held =>
                (size => capture with { Quantity = size }, StepOfUnits(catalogue.OfVersion(held.Catalogue), held.Operation)),
            GiveGrant grant => (size => grant with { Amount = size }, StepOf(grant.Asset)),
            Refund { Charged.Body: Charged { Use.Asset: { } asset } } refund => (size => refund with { Amount = size }, StepOf(asset)),
            Refund { Charged.Body: HoldCaptured { Use.Asset: { } asset } } refund => (size => refund with { Amount = size }, StepOf(asset)),
            _ => null,
        };

        long StepOf(string asset) => Step(catalogue.Assets[asset].Decimals);
        static long StepOfUnits(Catalogue catalogue, string operation) => Step(catalogue.Operations[operation].Fractional ? Amount.DecimalsMax : 0);
        static long Step(int decimals) => (long)Math.Pow(10, Amount.DecimalsMax - decimals);
    }

    private static void Claim(bool holds, string otherwise)
    {
        if (!holds) throw new XunitException(otherwise);
    }
}
