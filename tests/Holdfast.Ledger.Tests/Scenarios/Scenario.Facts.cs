using System.Globalization;

namespace Holdfast.Ledger.Tests;

/// <summary>What the tables say about the account: figures by name, and pictures of lists.</summary>
internal sealed partial class Scenario
{
    /// <summary>The figures that a line may state; null when the line states none.</summary>
    private Func<string, object?>? Fact(Words words) => words.Verb switch
    {
        "balance" => BalanceFact(Read().Balance(words[1])),
        "grant?" => GrantFact(Read(), $"g{(labels.TryGetValue(words[1], out var seq) ? seq.ToString(CultureInfo.InvariantCulture) : words[1])}"),
        "hold?" => HoldFact(Read().Holds.Find(words[1])),
        "captured" => CapturedFact((HoldCaptured)journal[^1].Body),
        "meter" => MeterFact(words[1]),
        "slot?" => name => name == "used" ? Read().Slot(words[1]).Used : throw new InvalidDataException(name),
        "key?" => KeyFact(Read().Key(KeyId(words[1]))),
        "member?" => MemberFact(Read().Member(words[1])),
        "limit?" => LimitFact(Read().Limit(words[1])),
        "plan?" => PlanFact(Read()),
        "totals" => TotalsFact(Read().TotalsOf(words[1])),
        "account" => AccountFact(Read()),
        "notices" => NoticeFact(Read().Notices.FirstOrDefault(notice => notice.Asset == words[1])),
        _ => null,
    };

    /// <summary>A list, drawn in one line; null when the line asks for none.</summary>
    private string? Picture(Words words) => words.Verb switch
    {
        // Grants in draw order, by label where they have one.
        "grants" => Joined(Read().Grants.Where(grant => grant.Asset == words[1]).Select(Drawn)),
        "holds" => Joined(Read().Holds.Select(hold => hold.Id)),
        "keys" => Joined(Read().Keys.Select(key => key.Name + "/" + key.SecretHash)),
        "members" => Joined(Read().Members.Select(member => member.Id)),
        "limits" => Joined(Read().Limits.Select(limit => limit.Label)),
        "places" => Joined(Read().Slot(words[1]).Items.Select(item =>
            item.Item + (item.Hold is null ? "" : " by hold") + (item.ExpiresAt is { } end ? " until " + Words.Shown(end) : ""))),
        // The entries of the last command that was done, those that time had made due before it.
        "journal" => Joined(journal.Skip(before).Select(entry => $"{entry.Body.Kind} {Words.Shown(entry.At)}")),
        "postings" => Joined(journal[^1].Body.Postings.Select(Moved)),
        // What the entries of the last command that was done carry.
        "alerts" => Joined(journal.Skip(before).SelectMany(entry => entry.Body.Alerts).Select(Told)),
        // What the last entry that closed a period left to be paid, also one that nobody has written yet; or the period that runs.
        "closing" => Told(words.At(1) == "open" ? Closing.SoFar(Read()) : Closed()),
        "closing?" => Closed()?.Plan ?? "none",
        "due" => Words.Shown(Read().NextDueAt),
        "changes" => Words.Shown(Due.ChangesAt(Read(), catalogue.At(now), now)),
        _ => null,
    };

    /// <summary>What a command would do: what would be due first, draws, limits; or why it would be refused.</summary>
    private string Foreseen(Command command)
    {
        var foresight = command.Foresee(state, catalogue, now);
        Difference.None(command.Decide(state, catalogue, now), foresight.Decision, "the decision that was foreseen");
        if (foresight.Decision.Status != Status.Done) return Joined([foresight.Decision.Status.ToString(), .. foresight.Due.Select(entry => entry.Body.Kind)]);
        return Joined(
        [
            .. foresight.Due.Select(entry => entry.Body.Kind),
            .. foresight.Draws.Select(draw => $"{Moved(draw.Posting)}{(draw.Grant is { } grant ? $" {grant.Source}" : "")}"),
            .. foresight.Limits.Select(limit => $"{limit.Limit} {Words.Shown(limit.Before)}>{Words.Shown(limit.After)}"),
            .. foresight.Decision.Entry.Body.Alerts.Select(Told),
        ]);
    }

    private static string Told(Alert alert) => $"{alert.Limit} {(alert.Below is { } below ? $"<{below}" : $"{alert.Percent}%")} left {alert.Left}";

    private Closing? Closed() =>
        journal.Concat(Due.Advance(state!, catalogue, now).Entries).Select(entry => Closing.In(entry.Body)).LastOrDefault(closing => closing is not null);

    private static string Told(OperationClosed used) =>
        $" {used.Count}x {used.Quantity}{Told("for", used.Amounts)}{Told("owed", used.Owed)}{Told("refunded", used.Refunded)}{(used.Catalogues is [1] ? "" : " by " + string.Join('+', used.Catalogues))}";

    private static string Told(Closing? closing)
    {
        if (closing is null) return "none";
        var parts = closing.Operations.Select(one => one.Operation + Told(one))
            .Concat(closing.Late.Select(late => $"{late.Used.Operation} in {Words.Shown(late.Period)}{Told(late.Used)}"))
            .Concat(closing.Meters.Select(one => $"{one.Meter} {one.Units} beyond{Told("for", one.Billed)}"))
            .Concat(closing.Assets.Select(one => one.Asset + Told("used", one.Used) + Told("paid", one.Paid) + Told("owed", one.Owed) + Told("refunded", one.Refunded) + Told("credited", one.Credited) + Told("due", one.Due)));
        return Words.Shown(closing.Period) + string.Concat(parts.Select(part => ", " + part));
    }

    private static string Told(string word, IEnumerable<AssetAmount> amounts) => string.Concat(amounts.Where(amount => !amount.Amount.IsZero).Select(amount => $" {word} {amount.Asset} {amount.Amount}"));

    private static string Told(string word, Amount amount) => amount.IsZero ? "" : $" {word} {amount}";

    private static string Joined(IEnumerable<string> items) => string.Join(", ", items) is { Length: > 0 } text ? text : "none";

    private string Drawn(Grant grant)
    {
        var text = $"{Named(grant.Id)} {grant.Remaining}";
        if (!grant.Held.IsZero) text += $" held {grant.Held}";
        return grant.Status == GrantStatus.Active ? text : $"{text} of {grant.Amount} {grant.Status}";
    }

    private string Named(string grant)
    {
        foreach (var (label, seq) in labels) if (grant == $"g{seq}") return label;
        return grant;
    }

    private string Moved(Posting posting) =>
        $"{posting.Asset} {posting.Amount} {posting.From}>{posting.To}{(posting.Debt ? " debt" : "")}{(posting.Grant is null ? "" : " " + Named(posting.Grant))}";

    private static Func<string, object?> BalanceFact(Balance balance) => name => name switch
    {
        "available" => balance.Available,
        "held" => balance.Held,
        "consumed" => balance.Consumed,
        "expired" => balance.Expired,
        "funding" => balance.Funding,
        "adjustment" => balance.Adjustment,
        "receivable" => balance.Receivable,
        "spent" => balance.Spent,
        "spent_held" => balance.SpentHeld,
        "debt" => balance.Debt,
        "expires" => balance.ExpiresAt,
        "expired_at" => balance.ExpiredAt,
        _ => throw new InvalidDataException(name),
    };

    private static Func<string, object?> GrantFact(AccountState account, string id) => name => account.Grant(id) is not { } grant ? "gone" : name switch
    {
        "left" => grant.Remaining,
        "held" => grant.Held,
        "amount" => grant.Amount,
        "priority" => grant.Priority,
        "starts" => grant.StartsAt,
        "expires" => grant.ExpiresAt,
        "status" => grant.Status,
        "source" => grant.Source,
        "rolled" => grant.RolledOver,
        _ => throw new InvalidDataException(name),
    };

    private static Func<string, object?> HoldFact(Hold? hold) => name => hold is null ? "gone" : name switch
    {
        "operation" => hold.Operation,
        "member" => hold.Member,
        "quantity" => hold.Quantity,
        "amount" => hold.Amount,
        "held" => hold.Draws.Aggregate(Amount.Zero, (sum, draw) => sum + draw.Amount),
        "captured" => hold.Captured,
        "paid" => hold.Paid,
        "before" => hold.Place?.Before,
        "plan" => hold.TariffPlan,
        "placed" => hold.PlacedAt,
        "expires" => hold.ExpiresAt,
        _ => throw new InvalidDataException(name),
    };

    /// <summary>What the last entry captured.</summary>
    private static Func<string, object?> CapturedFact(HoldCaptured captured) => name => name switch
    {
        "quantity" => captured.Use.Quantity,
        "amount" => captured.Use.Amount,
        "uncovered" => captured.Uncovered,
        _ => throw new InvalidDataException(name),
    };

    private Func<string, object?> MeterFact(string meter)
    {
        var account = Read();
        var inForce = catalogue.At(now);
        var use = account.MeterUse(meter, inForce, now);
        var terms = inForce.PlanOf(account).Meters.GetValueOrDefault(meter);
        return name => name switch
        {
            "used" => use.Counter.Used,
            "held" => use.Counter.Held,
            "window" => use.Counter.Window,
            "billed" => use.Billed,
            "room" => use.Room(terms) is { } room ? room : "unlimited",
            "extension" => use.ExtensionUnder(terms) is { } extension ? extension : "unlimited",
            _ => throw new InvalidDataException(name),
        };
    }

    private Func<string, object?> KeyFact(Key? key) => name => key is null ? "gone" : name switch
    {
        "status" => key.Validity(now),
        "used" or "held" or "window" => Read().BudgetOf(key) is { } budget ? LimitFact(budget)(name) : "none",
        "expires" => key.ExpiresAt,
        "revoked" => key.RevokedAt,
        "created" => key.CreatedAt,
        "updated" => key.UpdatedAt,
        "member" => key.Member,
        "scopes" => string.Join(',', key.Scopes),
        "budget" => Read().BudgetOf(key) is { } budget ? LimitFact(budget)("most") : null,
        _ => throw new InvalidDataException(name),
    };

    private static Func<string, object?> MemberFact(Member? member) => name => member is null ? "gone" : name switch
    {
        "role" => member.Role,
        "name" => member.Name,
        "email" => member.Email,
        "joined" => member.JoinedAt,
        _ => throw new InvalidDataException(name),
    };

    private Func<string, object?> LimitFact(Limit? limit) => name => limit is null ? "gone" : name switch
    {
        "used" => limit.CounterAt(Read(), now).Used,
        "held" => limit.CounterAt(Read(), now).Held,
        "window" => limit.CounterAt(Read(), now).Window,
        "most" => $"{limit.Asset ?? limit.Operation}:{limit.Amount}/{limit.Per}",
        "member" => limit.Member,
        "key" => limit.Key,
        "operation" => limit.Operation,
        "seq" => limit.Seq,
        _ => throw new InvalidDataException(name),
    };

    private static Func<string, object?> PlanFact(AccountState account) => name => name switch
    {
        "period" => account.Period,
        "ended" => account.PlanEndedAs,
        _ when account.Plan is null => "none",
        "name" => account.Plan.Name,
        "status" => account.Plan.Status,
        "before" => account.Plan.StatusBefore,
        "since" => account.Plan.Since,
        "anchor" => account.Plan.Anchor,
        "billing" => account.Plan.Billing,
        "renews" => account.Plan.RenewsAt,
        "pending" => account.Plan.Pending is { } change ? $"{change.Plan ?? "cancellation"}@{Words.Shown(change.At)}" : null,
        "pending_billing" => account.Plan.Pending?.Billing,
        _ => throw new InvalidDataException(name),
    };

    private Func<string, object?> TotalsFact(OperationTotals totals) => name => name switch
    {
        "count" => totals.Lifetime.Count,
        "quantity" => totals.Lifetime.Quantity,
        "eur" or "usd" or "credits" => totals.Lifetime.In(name),
        "period_count" => totals.Period.Count,
        "period_quantity" => totals.Period.Quantity,
        "period_eur" or "period_usd" or "period_credits" => totals.Period.In(name["period_".Length..]),
        "placed" => totals.Placed,
        "opened" => totals.DayAt(now).Opened,
        "captured" => totals.DayAt(now).Captured,
        _ => throw new InvalidDataException(name),
    };

    private static Func<string, object?> AccountFact(AccountState account) => name => name switch
    {
        "status" => account.Status,
        "billing" => account.Billing,
        "zone" => account.TimeZone,
        "verified" => account.Profile.EmailVerified,
        "email" => account.Profile.Email,
        "trial" => account.TrialGiven,
        "first_charge" => account.FirstChargeAt,
        "opened" => account.OpenedAt,
        "at" => account.At,
        "seq" => account.Seq,
        "cap" => account.Cap is { } cap ? $"{cap.Asset}:{cap.Amount}" : null,
        "reload" => account.AutoReload is { } reload ? $"{(reload.Enabled ? "on" : "off")}:{reload.Asset}:{reload.Threshold}:{reload.Amount}" : null,
        "refunded" => account.Refunded.Count,
        _ => throw new InvalidDataException(name),
    };

    private static Func<string, object?> NoticeFact(Notice? notice) => name => name switch
    {
        "grants" => notice?.Grants ?? 0,
        "since" => notice?.Since,
        _ => throw new InvalidDataException(name),
    };
}
