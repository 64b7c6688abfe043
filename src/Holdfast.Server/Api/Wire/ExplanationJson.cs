using System.Text.Json;
using Holdfast.Engine;
using Holdfast.Ledger;

namespace Holdfast.Server.Api;

/// <summary>Why a balance is what it is, or how it changed, for the API's description. Pages after the first have entries only.</summary>
/// <param name="At">The instant; of a difference <c>from</c> and <c>to</c> say them.</param>
/// <param name="Seq">The number of the last entry by then, written or due.</param>
/// <param name="Opening">What there was at <c>from</c>.</param>
/// <param name="Movement">What was added to each book.</param>
/// <param name="Operations">What was paid for each operation, refunds taken off.</param>
/// <param name="Overage">What was billed for units beyond meters' limits, refunds taken off: together with the operations what <c>consumed</c> grew by.</param>
/// <param name="Grants">The grants that the balance is made of; of a difference, also those that came and went.</param>
/// <param name="Holds">Open holds that have set aside some of it, the first to lapse first; at most 100 of them.</param>
/// <param name="Entries">Those that moved it, newest first.</param>
/// <param name="NextBefore">What to ask before for the next page; null when this is the last one.</param>
internal sealed record ExplanationShape(
    Guid Account, string Asset, long Seq, ExplainedEntryShape[] Entries, long? NextBefore, Instant? At = null, Instant? From = null, Instant? To = null,
    FiguresShape? Opening = null, FiguresShape? Closing = null, AccountBooksShape? Movement = null, PaidShape[]? Operations = null, Amount? Overage = null,
    GrantStoryShape[]? Grants = null, DrawingHoldShape[]? Holds = null);

/// <summary>What there is of an asset at an instant, for the API's description.</summary>
internal sealed record FiguresShape(Amount Available, Amount Held, AccountBooksShape Books);

/// <summary>An account's books of an asset, which sum to zero, for the API's description.</summary>
internal sealed record AccountBooksShape(Amount Funding, Amount Available, Amount Held, Amount Consumed, Amount Expired, Amount Receivable, Amount Adjustment);

/// <summary>What was paid for an operation, for the API's description.</summary>
internal sealed record PaidShape(string Operation, long Count, Amount Quantity, Amount Amount);

/// <summary>What became of a grant, for the API's description.</summary>
/// <param name="Source">Null where the entry that gave it was not looked at and nothing is left of it.</param>
/// <param name="Seq">The number of the entry that gave it.</param>
/// <param name="Since">The moves are of entries from this number on.</param>
/// <param name="Before">What it had before them; with the moves, what it has.</param>
/// <param name="Opening">What it had at <c>from</c>.</param>
internal sealed record GrantStoryShape(
    string Id, GrantSource? Source, Amount? Amount, int? Priority, Instant? GivenAt, Instant? ExpiresAt, long Seq, long Since, LeftShape Before, MoveShape[] Moves, LeftShape Closing,
    LeftShape? Opening = null);

/// <summary>What is left of a grant, for the API's description.</summary>
internal sealed record LeftShape(Amount Remaining, Amount Held);

/// <summary>What went from one book to another, for the API's description.</summary>
/// <param name="Entries">The numbers of the newest entries that did it; at most ten of them.</param>
internal sealed record MoveShape(Book From, Book To, Amount Amount, long Count, long[] Entries);

/// <summary>An open hold that has set aside some of an asset, for the API's description.</summary>
/// <param name="Draws">What it drew of each grant; of none where it is to be owed.</param>
internal sealed record DrawingHoldShape(string Id, string Operation, Amount Held, Instant PlacedAt, Instant ExpiresAt, HeldDrawShape[] Draws);

/// <summary>A part of a hold, for the API's description.</summary>
internal sealed record HeldDrawShape(string? Grant, Amount Amount);

/// <summary>An entry that moved a balance, for the API's description.</summary>
/// <param name="Change">What it added to what is available.</param>
/// <param name="Available">What is available after it; null where it moved nothing yet.</param>
/// <param name="Due">True where time has made it due and nobody has written it yet; left out otherwise.</param>
internal sealed record ExplainedEntryShape(
    long Seq, Instant At, string Kind, string? Operation, string? Hold, string? IdempotencyId, MovedShape[] Postings, Amount Change, Amount? Available, bool? Due = null);

/// <summary>One movement of an asset, for the API's description.</summary>
internal sealed record MovedShape(Book From, Book To, Amount Amount, string? Grant);

/// <summary>Explanations in the native API.</summary>
internal static class ExplanationJson
{
    private const int HoldsShown = 100;

    /// <param name="isFirst">Whether it is the first page, which tells everything.</param>
    internal static void Write(Utf8JsonWriter json, Explanation explanation, (Instant From, Instant To)? stretch, bool isFirst)
    {
        var view = explanation.History.View;
        json.WriteStartObject();
        json.WriteString("account", view.State.Id.Value);
        json.WriteString("asset", explanation.Asset);
        if (stretch is null) json.Moment("at", view.At);
        else
        {
            json.Moment("from", stretch.Value.From);
            json.Moment("to", stretch.Value.To);
        }

        json.WriteNumber("seq", explanation.History.Last);
        if (isFirst) WriteFigures(json, explanation);
        json.WriteStartArray("entries");
        foreach (var entry in explanation.Entries) WriteEntry(json, explanation, entry);
        json.WriteEndArray();
        if (explanation.NextBefore is { } next) json.WriteNumber("next_before", next);
        else json.WriteNull("next_before");
        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, Explanation explanation)
    {
        var closing = explanation.History.View.State;
        var balance = closing.Balance(explanation.Asset);
        if (explanation.IsDifference)
        {
            var before = explanation.Opening?.State.Balance(explanation.Asset) ?? new() { Asset = explanation.Asset };
            WriteFigures(json, "opening", before);
            WriteFigures(json, "closing", balance);
            WriteBooks(json, "movement", book => balance[book] - before[book]);
            WriteOperations(json, explanation, balance.Consumed - before.Consumed);
        }
        else WriteFigures(json, "closing", balance);

        json.WriteStartArray("grants");
        foreach (var story in explanation.Grants) WriteGrant(json, explanation, story);
        json.WriteEndArray();
        if (explanation.IsDifference) return;
        json.WriteStartArray("holds");
        foreach (var hold in closing.Holds.Where(hold => hold.Asset == explanation.Asset).Take(HoldsShown)) WriteHold(json, hold);
        json.WriteEndArray();
    }

    /// <summary>What there is of an asset.</summary>
    internal static void WriteFigures(Utf8JsonWriter json, string name, Balance balance)
    {
        json.WriteStartObject(name);
        json.WriteString("available", balance.Available.ToString());
        json.WriteString("held", balance.Held.ToString());
        WriteBooks(json, "books", book => balance[book]);
        json.WriteEndObject();
    }

    private static void WriteBooks(Utf8JsonWriter json, string name, Func<Book, Amount> amount)
    {
        json.WriteStartObject(name);
        foreach (var book in Enum.GetValues<Book>()) json.WriteString(WordWire<Book>.Of(book), amount(book).ToString());
        json.WriteEndObject();
    }

    /// <summary>What was paid, by operation: the totals that the account keeps, before and after.</summary>
    /// <param name="consumed">All that was paid, refunds taken off.</param>
    private static void WriteOperations(Utf8JsonWriter json, Explanation explanation, Amount consumed)
    {
        json.WriteStartArray("operations");
        foreach (var totals in explanation.History.View.State.Totals)
        {
            var before = explanation.Opening?.State.TotalsOf(totals.Operation).Lifetime ?? Total.None;
            var amount = totals.Lifetime.In(explanation.Asset) - before.In(explanation.Asset);
            consumed -= amount;
            var isPaidInIt = totals.Lifetime.Amounts.Any(paid => paid.Asset == explanation.Asset);
            if (!isPaidInIt || (amount.IsZero && totals.Lifetime.Count == before.Count)) continue;
            json.WriteStartObject();
            json.WriteString("operation", totals.Operation);
            json.WriteNumber("count", totals.Lifetime.Count - before.Count);
            json.WriteString("quantity", (totals.Lifetime.Quantity - before.Quantity).ToString());
            json.WriteString("amount", amount.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("overage", consumed.ToString());
    }

    private static void WriteGrant(Utf8JsonWriter json, Explanation explanation, GrantStory story)
    {
        var known = story.Closing ?? story.Opening ?? story.Given;
        json.WriteStartObject();
        json.WriteString("id", story.Id);
        json.WriteString("source", known is null ? null : WordWire<GrantSource>.Of(known.Source));
        json.WriteString("amount", known?.Amount.ToString());
        if (known is null) json.WriteNull("priority");
        else json.WriteNumber("priority", known.Priority);
        json.Moment("given_at", known?.GivenAt);
        json.Moment("expires_at", known?.ExpiresAt);
        json.WriteNumber("seq", story.Number);
        json.WriteNumber("since", Math.Max(explanation.Since, story.Number));
        var (remaining, held) = story.Before;
        WriteLeft(json, "before", remaining, held);
        json.WriteStartArray("moves");
        foreach (var move in Enumerable.Reverse(story.Moves)) WriteMove(json, move);
        json.WriteEndArray();
        WriteLeft(json, "closing", story.Closing?.Remaining ?? Amount.Zero, story.Closing?.Held ?? Amount.Zero);
        if (explanation.IsDifference) WriteLeft(json, "opening", story.Opening?.Remaining ?? Amount.Zero, story.Opening?.Held ?? Amount.Zero);
        json.WriteEndObject();
    }

    private static void WriteLeft(Utf8JsonWriter json, string name, Amount remaining, Amount held)
    {
        json.WriteStartObject(name);
        json.WriteString("remaining", remaining.ToString());
        json.WriteString("held", held.ToString());
        json.WriteEndObject();
    }

    private static void WriteMove(Utf8JsonWriter json, GrantMove move)
    {
        json.WriteStartObject();
        json.WriteString("from", WordWire<Book>.Of(move.From));
        json.WriteString("to", WordWire<Book>.Of(move.To));
        json.WriteString("amount", move.Amount.ToString());
        json.WriteNumber("count", move.Count);
        json.WriteStartArray("entries");
        foreach (var seq in move.Entries) json.WriteNumberValue(seq);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHold(Utf8JsonWriter json, Hold hold)
    {
        json.WriteStartObject();
        json.WriteString("id", hold.Id);
        json.WriteString("operation", hold.Operation);
        json.WriteString("held", hold.Draws.Aggregate(Amount.Zero, (sum, draw) => sum + draw.Amount).ToString());
        json.Moment("placed_at", hold.PlacedAt);
        json.Moment("expires_at", hold.ExpiresAt);
        json.WriteStartArray("draws");
        foreach (var draw in hold.Draws)
        {
            json.WriteStartObject();
            json.WriteString("grant", draw.Grant);
            json.WriteString("amount", draw.Amount.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, Explanation explanation, Entry entry)
    {
        var change = Amount.Zero;
        json.WriteStartObject();
        json.WriteNumber("seq", entry.Seq);
        json.Moment("at", entry.At);
        json.WriteString("kind", entry.Body.Kind);
        json.WriteString("operation", entry.Body.OperationName);
        json.WriteString("hold", entry.Body.HoldId);
        json.WriteString("idempotency_id", EntryJson.IdempotencyIdOf(entry));
        json.WriteStartArray("postings");
        foreach (var posting in entry.Body.Postings)
        {
            if (posting.Asset != explanation.Asset) continue;
            change += posting.In(Book.Available);
            json.WriteStartObject();
            json.WriteString("from", WordWire<Book>.Of(posting.From));
            json.WriteString("to", WordWire<Book>.Of(posting.To));
            json.WriteString("amount", posting.Amount.ToString());
            json.WriteString("grant", posting.Grant);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("change", change.ToString());
        json.WriteString("available", AfterOf(entry, explanation.Asset)?.ToString());
        if (explanation.History.IsDue(entry)) json.WriteBoolean("due", true);
        json.WriteEndObject();
    }

    private static Amount? AfterOf(Entry entry, string asset)
    {
        foreach (var after in entry.Body.After) if (after.Asset == asset) return after.Amount;
        return null;
    }
}
