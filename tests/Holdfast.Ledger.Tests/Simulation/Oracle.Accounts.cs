namespace Holdfast.Ledger.Tests;

/// <summary>The customer, his settings, his grants, his keys, his places.</summary>
internal sealed partial class Oracle
{
    private Verdict Open(OpenAccount open, Catalogue catalogue, Instant now)
    {
        if (opened) return Status.AccountExists;
        if (open.Plan is not null && !catalogue.Plans.ContainsKey(open.Plan)) return Status.PlanUnknown;
        if (open.Profile.PasswordChangedAt > now) return Status.InstantOutOfRange;
        if (Calendar.FindZone(open.TimeZone) is not { } found) return Status.TimeZoneUnknown;
        if (open.Profile.Attributes.Length > 100) return Status.TooMany;
        opened = true;
        (zone, zoneName, billing, verified, anchor, openedAt) = (found, open.TimeZone, open.Billing, open.Profile.EmailVerified, now, now);
        periodEnd = BoundaryAfter(now, 1);
        if (open.Plan is null) return Done();
        var terms = catalogue.Plans[open.Plan];
        plan = new() { Name = terms.Name, Status = terms.Status, Since = now, Billing = terms.Billing, Renews = RenewalOf(terms.Billing) };
        GivePools(terms, now);
        return Done();
    }

    private Verdict Change(ChangeAccount change, Instant now)
    {
        if (closed) return Status.AccountClosed;
        if (change.PasswordChangedAt.Value > now) return Status.InstantOutOfRange;
        if (change.TimeZone.IsGiven && Calendar.FindZone(change.TimeZone.Value) is null) return Status.TimeZoneUnknown;
        if (change.EmailVerified.IsGiven) verified = change.EmailVerified.Value;
        foreach (var lot in lots.Where(lot => verified && lot.Waits && !lot.Gone).ToList())
        {
            lot.Waits = false;
            if (!(lot.Starts > now)) Begin(lot, now);
        }

        if (change.Suspended.IsGiven) suspended = change.Suspended.Value;
        if (change.Billing.IsGiven) billing = change.Billing.Value;
        if (change.TimeZone.IsGiven) (zone, zoneName) = (Calendar.FindZone(change.TimeZone.Value)!, change.TimeZone.Value);
        return Done();
    }

    private Verdict Close()
    {
        if (closed) return Status.Repeated;
        closed = true;
        return Done();
    }

    private Verdict Cap(SetCap set, Catalogue catalogue)
    {
        if (closed) return Status.AccountClosed;
        if (!catalogue.Assets.TryGetValue(set.Asset, out var asset) || !asset.Postpaid) return Status.AssetUnknown;
        if (set.Amount is not null && Wrong(D(set.Amount), asset.Decimals) is { } wrong) return wrong;
        cap = set.Amount is null ? null : (set.Asset, D(set.Amount));
        return Done();
    }

    private Verdict Extension(SetExtension set, Catalogue catalogue)
    {
        if (closed) return Status.AccountClosed;
        if (!catalogue.Meters.ContainsKey(set.Meter)) return Status.MeterUnknown;
        if (set.Limit is not null && Wrong(D(set.Limit), 6) is { } wrong) return wrong;
        var entitled = Terms(catalogue).Meters.TryGetValue(set.Meter, out var limit) && limit.Extendable;
        if (!entitled && set.Limit != Amount.Zero) return Status.ExtensionNotAllowed;
        extensions[set.Meter] = set.Limit is null ? null : D(set.Limit);
        return Done();
    }

    private Verdict Reload(SetAutoReload set, Catalogue catalogue)
    {
        if (closed) return Status.AccountClosed;
        if (!catalogue.Assets.TryGetValue(set.Asset, out var asset)) return Status.AssetUnknown;
        Status?[] wrong = [Wrong(D(set.Threshold), asset.Decimals), Wrong(D(set.Amount), asset.Decimals)];
        if (wrong.Contains(Status.AmountOutOfRange) || (set.Enabled && set.Amount == Amount.Zero)) return Status.AmountOutOfRange;
        if (wrong.Contains(Status.AmountTooPrecise)) return Status.AmountTooPrecise;
        reload = set;
        return Done();
    }

    private Verdict Dismiss(DismissNotices dismiss, Catalogue catalogue)
    {
        if (!catalogue.Assets.ContainsKey(dismiss.Asset)) return Status.AssetUnknown;
        return notices.RemoveAll(notice => notice.Asset == dismiss.Asset) == 0 ? Status.Repeated : Done();
    }

    private Verdict Give(GiveGrant give, Catalogue catalogue, Instant now)
    {
        if (closed) return Status.AccountClosed;
        if (!catalogue.Assets.TryGetValue(give.Asset, out var asset)) return Status.AssetUnknown;
        var amount = D(give.Amount);
        if (amount == 0) return Status.AmountOutOfRange;
        if (Wrong(amount, asset.Decimals) is { } wrong) return wrong;
        var start = give.StartsAt > now ? give.StartsAt : null;
        var end = give.ExpiresAt;
        if (end is null && give.Source == GrantSource.AddOn && plan is not null && catalogue.AddOnDays is { } days) end = (plan.Renews ?? periodEnd) + TimeSpan.FromDays(days);
        if (end <= (start ?? now)) return Status.ExpiryOutOfRange;
        if (give.Source == GrantSource.Purchase && PurchaseRoom(give.Asset, asset, catalogue) is { } room && amount > room)
            return new(Status.PurchaseLimitExceeded, "purchase:" + give.Asset, room, room);

        var lot = new LotOf
        {
            Id = $"g{Seq + 1}", Number = Seq + 1, Asset = give.Asset, Source = give.Source, Amount = amount, Priority = give.Priority ?? 100,
            Given = now, Starts = start, Ends = end, Waits = give.UntilVerified && !verified,
        };
        lots.Add(lot);
        if (give.Source == GrantSource.Trial) trial = true;
        if (!lot.Waits && start is null) Begin(lot, now);
        if (give.Source == GrantSource.Purchase && asset.ExpiryMonths is { } months)
            expiries[give.Asset] = (Calendar.AddMonths(now, zone, months), expiries.GetValueOrDefault(give.Asset).Last);
        return Done();
    }

    private decimal? PurchaseRoom(string name, Asset asset, Catalogue catalogue)
    {
        var max = Terms(catalogue).PurchaseMax.TryGetValue(name, out var named) ? named : asset.PurchaseMax;
        if (max is null) return null;
        var has = lots.Where(lot => lot.Asset == name && !lot.Gone).Sum(lot => lot.Begun ? lot.Left + lot.Held : lot.Amount);
        return Math.Max(0, Math.Min(D(max), D(max) + debts.GetValueOrDefault(name) - has));
    }

    private Verdict Create(CreateKey create, Catalogue catalogue, Instant now)
    {
        if (closed) return Status.AccountClosed;
        LimitOf? budget = null;
        if (create.Budget is { } named)
        {
            if (!catalogue.Assets.TryGetValue(named.Asset, out var asset)) return Status.AssetUnknown;
            if (Wrong(D(named.Amount), asset.Decimals) is { } wrong) return wrong;
            budget = new() { Line = $"k{Seq + 1}", Asset = named.Asset, Amount = D(named.Amount), Per = named.Per };
        }

        if (create.ExpiresAt <= now) return Status.ExpiryOutOfRange;
        if (create.Member is not null && members.All(member => member.Id != create.Member)) return Status.MemberUnknown;
        keys.Add(new() { Id = $"k{Seq + 1}", Member = create.Member, Line = $"k{Seq + 1}", Scopes = [.. create.Scopes], Ends = create.ExpiresAt });
        ForgetLimits(now);
        if (budget is not null) limits.Add(budget);
        return Done();
    }

    private Verdict Rotate(RotateKey rotate, Instant now)
    {
        if (closed) return Status.AccountClosed;
        if (rotate.Overlap < TimeSpan.Zero || rotate.Overlap > TimeSpan.FromDays(30)) return Status.LifetimeOutOfRange;
        if (KeyKnown(rotate.Key, now) is not { } key) return Status.KeyUnknown;
        if (Dead(key, now) is { } dead) return dead;
        keys.Add(new() { Id = $"k{Seq + 1}", Member = key.Member, Line = key.Line, Scopes = key.Scopes, Ends = key.Ends });
        key.Ends = Instant.Min(key.Ends ?? Instant.Never, now + rotate.Overlap);
        ForgetLimits(now);
        return Done();
    }

    private Verdict Revoke(RevokeKey revoke, Instant now)
    {
        if (KeyKnown(revoke.Key, now) is not { } key) return Status.KeyUnknown;
        if (key.Revoked is not null) return Status.Repeated;
        key.Revoked = now;
        return Done();
    }

    private KeyOf? KeyKnown(string id, Instant now) => keys.Find(key => key.Id == id && !(now - key.Ends > Forgotten) && !(now - key.Revoked > Forgotten));

    private static Status? Dead(KeyOf key, Instant now) =>
        key.Revoked <= now ? Status.KeyRevoked
        : key.Ends <= now ? Status.KeyExpired
        : null;

    private Verdict Take(TakeSlot take, Catalogue catalogue, Instant now)
    {
        catalogue.Slots.TryGetValue(take.Slot, out var slot);
        var lease = take.Lease ?? slot?.Lease;
        Instant? end = lease is { } length ? now + length : null;
        var there = places.Find(place => place.Slot == take.Slot && place.Name == "item " + take.Item);
        if (there is not null && there.Ends == end) return Status.Repeated;
        if (there is null && closed) return Status.AccountClosed;
        if (there is null && suspended) return Status.AccountSuspended;
        if (slot is null) return Status.SlotUnknown;
        if (lease is { } asked && (asked.TotalSeconds < 1 || asked.TotalDays > 31)) return Status.LifetimeOutOfRange;
        if (there is null && places.Count(place => place.Slot == take.Slot) >= Terms(catalogue).Slots.GetValueOrDefault(take.Slot))
            return new(Status.SlotTaken, "slot:" + take.Slot);
        if (there is null) places.Add(there = new() { Slot = take.Slot, Name = "item " + take.Item });
        there.Ends = end;
        return Done();
    }

    private Verdict Free(FreeSlot free, Catalogue catalogue)
    {
        if (!catalogue.Slots.ContainsKey(free.Slot)) return Status.SlotUnknown;
        return places.RemoveAll(place => place.Slot == free.Slot && place.Name == "item " + free.Item) > 0 ? Done() : Status.Repeated;
    }
}
