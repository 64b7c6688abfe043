using System.Globalization;

namespace Holdfast.Ledger.Tests;

/// <summary>Everything that can be seen of an account at an instant, one line a thing, so that two accounts can be compared and a difference read.</summary>
internal sealed class Portrait
{
    private readonly Dictionary<string, string> lines = [];

    public void Add(string name, params object?[] values) => lines.Add(name, string.Join(' ', values.Select(Shown)));

    /// <summary>What is one way here and another way there; null when all is the same.</summary>
    public string? Difference(Portrait predicted)
    {
        foreach (var name in lines.Keys.Union(predicted.lines.Keys).Order(StringComparer.Ordinal))
        {
            var (here, there) = (lines.GetValueOrDefault(name), predicted.lines.GetValueOrDefault(name));
            if (here != there) return $"{name} is [{here}], and [{there}] was predicted";
        }

        return null;
    }

    public static Portrait Of(AccountState account, Catalogue catalogue, Instant now)
    {
        var portrait = new Portrait();
        portrait.Add("account", account.Seq, account.Status, account.Billing, account.TimeZone, account.Profile.EmailVerified, account.TrialGiven, account.FirstChargeAt);
        portrait.Add("settings", account.Cap?.Asset, account.Cap?.Amount, account.AutoReload?.Enabled, account.AutoReload?.Asset, account.AutoReload?.Threshold, account.AutoReload?.Amount);
        portrait.Add("period", account.Period.End, account.NextDueAt, account.PlanEndedAs, account.ClosedSeq);
        if (account.Plan is { } plan)
            portrait.Add("plan", plan.Name, plan.Status, plan.StatusBefore, plan.Since, plan.Anchor, plan.Billing, plan.RenewsAt, plan.Pending?.Plan, plan.Pending?.Billing, plan.Pending?.At);
        Money(portrait, account, catalogue);
        foreach (var hold in account.Holds)
            portrait.Add("hold " + hold.Id, hold.Operation, hold.Quantity, hold.Asset, hold.Amount, hold.Captured, hold.Paid, hold.PlacedAt, hold.ExpiresAt, hold.Member,
                hold.TariffPlan, hold.Place?.Before,
                string.Join(' ', hold.Draws.Select(draw => $"{draw.Grant ?? "owed"}:{draw.Amount}")));
        foreach (var meter in catalogue.Meters.Keys)
        {
            var use = account.MeterUse(meter, catalogue, now);
            portrait.Add("meter " + meter, use.Counter.Used, use.Counter.Held, use.Billed, use.Room(catalogue.PlanOf(account).Meters.GetValueOrDefault(meter)),
                $"{use.OverageInPeriod.Count} {use.OverageInPeriod.Quantity} [{Closings.Sums(use.OverageInPeriod.Amounts)}]");
        }

        foreach (var slot in catalogue.Slots.Keys)
        {
            var use = account.Slot(slot);
            portrait.Add("slot " + slot, use.Used, string.Join(", ", use.Items.Select(item => $"{(item.Hold is null ? "item" : "hold")} {item.Item} {Shown(item.ExpiresAt)}").Order(StringComparer.Ordinal)));
        }

        foreach (var key in account.Keys.Where(key => !(now - key.ExpiresAt > TimeSpan.FromDays(30)) && !(now - key.RevokedAt > TimeSpan.FromDays(30))))
            portrait.Add("key " + key.Id, key.Member, string.Join(',', key.Scopes), key.Validity(now), key.ExpiresAt, key.RevokedAt, account.BudgetOf(key)?.Asset, account.BudgetOf(key)?.Amount, Seen(account, account.BudgetOf(key), now));
        portrait.Add("members", string.Join(", ", account.Members.Select(member => (member.Id, member.Role, member.Name, member.Email, member.JoinedAt))));
        foreach (var limit in account.Limits.Where(limit => limit.Name is not null))
            portrait.Add("limit " + limit.Name, limit.Member, limit.Key, limit.Operation, limit.Asset, limit.Amount, limit.Per, Seen(account, limit, now), limit.CounterAt(account, now).Window.End);
        foreach (var operation in catalogue.Operations.Keys) Totals(portrait, account.TotalsOf(operation), now);
        return portrait;
    }

    private static void Money(Portrait portrait, AccountState account, Catalogue catalogue)
    {
        foreach (var asset in catalogue.Assets.Keys)
        {
            var balance = account.Balance(asset);
            portrait.Add("balance " + asset, [.. Enum.GetValues<Book>().Select(book => (object)balance[book]), balance.Spent, balance.Refunded, balance.Credited, balance.SpentHeld, balance.Debt, balance.ExpiresAt, balance.ExpiredAt]);
            portrait.Add("order " + asset, string.Join(' ', account.Grants.Where(grant => grant.Asset == asset && grant.Remaining.IsPositive).Select(grant => grant.Id)));
            if (account.Notices.FirstOrDefault(notice => notice.Asset == asset) is { } notice) portrait.Add("notice " + asset, notice.Grants, notice.Since);
        }

        foreach (var grant in account.Grants)
            portrait.Add("grant " + grant.Id, grant.Asset, grant.Source, grant.Amount, grant.Priority, grant.GivenAt, grant.StartsAt, grant.ExpiresAt, grant.Status, grant.Remaining, grant.Held, grant.RolledOver);
        portrait.Add("refunded", account.Refunded.Count);
    }

    private static string Seen(AccountState account, Limit? limit, Instant now) =>
        limit is null ? "0 0" : $"{limit.CounterAt(account, now).Used} {limit.CounterAt(account, now).Held}";

    private static void Totals(Portrait portrait, OperationTotals totals, Instant now)
    {
        var (opened, captured) = totals.DayAt(now);
        portrait.Add("totals " + totals.Operation, totals.Lifetime.Count, totals.Lifetime.Quantity, Sums(totals.Lifetime), "period", totals.Period.Count, totals.Period.Quantity,
            Sums(totals.Period), "owed", Closings.Sums(totals.Period.Owed), Closings.Sums(totals.Period.Refunded), string.Join('+', totals.Period.Catalogues),
            "late", Closings.Late(totals), "day", opened, captured, "placed", totals.Placed);
    }

    private static string Sums(Total total) =>
        string.Join(' ', total.Amounts.Where(amount => !amount.Amount.IsZero).OrderBy(amount => amount.Asset, StringComparer.Ordinal).Select(amount => $"{amount.Asset}:{amount.Amount}"));

    /// <summary>Decimals and amounts look alike.</summary>
    public static string Shown(object? value) => value switch
    {
        null => "-",
        decimal number => number.ToString("0.######", CultureInfo.InvariantCulture),
        Instant instant => Words.Shown(instant),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
