namespace Holdfast.Ledger.Tests;

/// <summary>Members, and limits: what counts in them, summed anew from holds and charges whenever it is asked for.</summary>
internal sealed partial class Oracle
{
    private readonly List<LimitOf> limits = [];
    private readonly List<(string Id, Role Role, string? Name, string? Email, Instant Joined)> members = [];

    private Verdict Set(SetMember set, Instant now)
    {
        if (closed) return Status.AccountClosed;
        var at = members.FindIndex(member => member.Id == set.Member);
        if (at < 0) members.Add((set.Member, set.Role, set.Name, set.Email, now));
        else members[at] = (set.Member, set.Role, set.Name, set.Email, members[at].Joined);
        return Done();
    }

    private Verdict Remove(RemoveMember remove, Instant now)
    {
        if (members.RemoveAll(member => member.Id == remove.Member) == 0) return Status.MemberUnknown;
        foreach (var key in keys.Where(key => key.Member == remove.Member && key.Revoked is null && KeyKnown(key.Id, now) is not null)) key.Revoked = now;
        limits.RemoveAll(limit => limit.Member == remove.Member);
        return Done();
    }

    private Verdict Set(SetLimit set, Catalogue catalogue, Instant now)
    {
        if (closed) return Status.AccountClosed;
        if (set.Asset is not null && !catalogue.Assets.ContainsKey(set.Asset)) return Status.AssetUnknown;
        var operation = set.Operation is null ? null : catalogue.Operations.GetValueOrDefault(set.Operation);
        if (operation is null && (set.Operation is not null || set.Asset is null)) return Status.OperationUnknown;
        var amount = D(set.Amount);
        if (set.Asset is not null && Wrong(amount, catalogue.Assets[set.Asset].Decimals) is { } wrong) return wrong;
        if (set.Asset is null && (amount is < 0 or > 1_000_000_000_000m || (!operation!.Fractional && amount != Math.Floor(amount)))) return Status.QuantityOutOfRange;
        var key = set.Key is null ? null : KeyKnown(set.Key, now);
        if (set.Key is not null && key is null) return Status.KeyUnknown;

        if (set.Member is not null && members.All(member => member.Id != set.Member)) return Status.MemberUnknown;
        var next = new LimitOf { Name = set.Name, Member = set.Member, Line = key?.Line, Operation = set.Operation, Asset = set.Asset, Amount = amount, Per = set.Per };
        var before = limits.Find(limit => limit.Name == set.Name);
        if (before is not null && (before.Member, before.Line, before.Operation, before.Asset, before.Per) == (next.Member, next.Line, next.Operation, next.Asset, next.Per)) before.Amount = amount;
        else
        {
            limits.RemoveAll(limit => limit == before);
            limits.Add(next);
        }

        return Done();
    }

    private Verdict Remove(RemoveLimit remove)
    {
        if (limits.All(limit => limit.Name != remove.Name)) return Status.LimitUnknown;
        if (closed) return Status.AccountClosed;
        limits.RemoveAll(limit => limit.Name == remove.Name);
        return Done();
    }

    /// <summary>Limits of keys that nobody knows any more go when another key is made.</summary>
    private void ForgetLimits(Instant now) =>
        limits.RemoveAll(limit => limit.Line is not null && !keys.Any(key => key.Line == limit.Line && KeyKnown(key.Id, now) is not null));

    /// <summary>The limits that a use counts in, the narrowest first.</summary>
    private List<LimitOf> Binding(Ask ask, KeyOf? key) =>
    [
        .. limits
            .Where(limit => limit.Member is null || limit.Member == ask.Member)
            .Where(limit => limit.Line is null || limit.Line == key?.Line)
            .Where(limit => limit.Operation is null || limit.Operation == ask.Operation.Name)
            .Where(limit => limit.Asset is null || limit.Asset == ask.Asset)
            .OrderBy(limit => limit.Name is null ? 0 : limit.Line is not null ? 1 : limit.Member is not null ? 2 : 3)
            .ThenBy(limit => limit.Name, StringComparer.Ordinal),
    ];

    private Verdict? LacksLimit(Ask ask, KeyOf? key, Instant now)
    {
        foreach (var limit in Binding(ask, key))
        {
            var (adds, left) = (limit.Asset is null ? ask.Units : ask.Money, limit.Amount - Taken(SpanNow(limit, now)));
            if (adds <= 0 || adds <= left) continue;
            return limit.Name is null
                ? new(Status.KeyBudgetReached, "key:" + key!.Id, left)
                : new(limit.Asset is null ? Status.QuotaReached : Status.BudgetReached, "limit:" + limit.Name, left);
        }

        return null;
    }

    /// <summary>Work begins, and counts in the windows of now.</summary>
    private List<SpanOf> CountIn(Ask ask, KeyOf? key, Instant now) => [.. Binding(ask, key).Select(limit => limit.Latest = SpanNow(limit, now))];

    /// <summary>The window of a limit: the one in which work began last until it is over, else the calendar's.</summary>
    private SpanOf SpanNow(LimitOf limit, Instant now)
    {
        if (limit.Latest is { } latest && (limit.Per == Ledger.Window.Period ? latest.Period == period : latest.End > now)) return latest;
        var end = limit.Per switch
        {
            Ledger.Window.Day => Calendar.DayAt(zone, now).End,
            Ledger.Window.Week => Calendar.WeekAt(zone, now).End,
            Ledger.Window.Month => Calendar.MonthAt(zone, now).End,
            Ledger.Window.Period => periodEnd,
            _ => Instant.Never,
        };
        return new() { Limit = limit, End = end, Period = period };
    }

    private decimal UsedIn(SpanOf span) => charges.Where(charge => charge.Limits.Contains(span))
        .Sum(charge => span.Limit.Asset is null ? charge.Quantity - charge.QuantityBack : charge.Amount - charge.Refunded);

    private decimal HeldIn(SpanOf span) => holds.Where(hold => !hold.Over && hold.Limits.Contains(span))
        .Sum(hold => span.Limit.Asset is null ? LeftOf(hold) : hold.Left);

    private decimal Taken(SpanOf span) => UsedIn(span) + HeldIn(span);

    private LimitOf? BudgetOf(KeyOf key) => limits.Find(limit => limit.Name is null && limit.Line == key.Line);

    private sealed class LimitOf
    {
        /// <summary>Null for a key's budget.</summary>
        public string? Name;
        public string? Member;
        public string? Line;
        public string? Operation;
        public string? Asset;
        public required decimal Amount;
        public required Window Per;
        public SpanOf? Latest;
    }

    /// <summary>One window of a limit.</summary>
    private sealed class SpanOf
    {
        public required LimitOf Limit;
        public required Instant End;
        public required int Period;
    }
}
