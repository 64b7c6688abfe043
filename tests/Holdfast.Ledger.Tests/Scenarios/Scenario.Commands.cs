using System.Collections.Immutable;

namespace Holdfast.Ledger.Tests;

/// <summary>The commands of the tables.</summary>
internal sealed partial class Scenario
{
    private Command Named(Words words) => words.Verb switch
    {
        "open" => Open(words),
        "patch" => Patch(words),
        "close" => new CloseAccount { CallerId = words.Named("id") },
        "grant" => Grant(words),
        "hold" => Hold(words),
        "capture" => Capture(words),
        "release" => new ReleaseHold { Hold = words[1], CallerId = words.Named("id") },
        "extend" => new ExtendHold { Hold = words[1], Lifetime = Words.SpanOf(words[2]), CallerId = words.Named("id") },
        "charge" => Charge(words),
        "refund" => Refund(words),
        "slot" => new TakeSlot { Slot = words[1], Item = words[2], Lease = words.Named("for") is { } lease ? Words.SpanOf(lease) : null },
        "free" => new FreeSlot { Slot = words[1], Item = words[2] },
        "plan" => Plan(words),
        "cap" => new SetCap { Asset = words[1], Amount = Words.AmountOrNull(words[2]) },
        "extension" => new SetExtension { Meter = words[1], Limit = Words.AmountOrNull(words[2]) },
        "reload" => new SetAutoReload { Asset = words[1], Threshold = SmallCatalogue.Of(words[2]), Amount = SmallCatalogue.Of(words[3]), Enabled = !words.Has("off") },
        "key" => CreateKey(words),
        "member" => new SetMember { Member = words[1], Role = Enum.Parse<Role>(words[2]), Name = words.Named("name"), Email = words.Named("email"), CallerId = words.Named("id") },
        "leave" => new RemoveMember { Member = words[1], CallerId = words.Named("id") },
        "limit" => Limit(words),
        "unlimit" => new RemoveLimit { Name = words[1], CallerId = words.Named("id") },
        "rotate" => new RotateKey { Key = KeyId(words[1]), Overlap = words.At(3) is { } overlap ? Words.SpanOf(overlap) : TimeSpan.Zero, SecretHash = words[2], Preview = words[2] },
        "revoke" => new RevokeKey { Key = KeyId(words[1]) },
        "dismiss" => new DismissNotices { Asset = words[1] },
        _ => throw new InvalidDataException($"no command {words.Verb}"),
    };

    private static OpenAccount Open(Words words) => new()
    {
        Id = Id,
        Plan = words.Named("plan"),
        TimeZone = words.Named("zone") ?? "UTC",
        Billing = words.Named("billing") is { } billing ? Enum.Parse<Billing>(billing) : default,
        CallerId = words.Named("id"),
        Profile = new()
        {
            EmailVerified = words.Has("verified"),
            PasswordChangedAt = words.NamedInstant("password"),
            Attributes = [.. Enumerable.Range(0, int.Parse(words.Named("attributes") ?? "0", null)).Select(n => new ProfileAttribute($"a{n}", "1"))],
        },
    };

    private static ChangeAccount Patch(Words words) => new()
    {
        EmailVerified = words.Has("verified") ? true : words.Has("unverified") ? false : default(Optional<bool>),
        Suspended = words.Has("suspended") ? true : words.Has("resumed") ? false : default(Optional<bool>),
        Email = words.Named("email") is { } email ? new(true, email) : default,
        TimeZone = words.Named("zone") is { } zone ? zone : default(Optional<string>),
        Billing = words.Named("billing") is { } billing ? Enum.Parse<Billing>(billing) : default(Optional<Billing>),
        PasswordChangedAt = words.NamedInstant("password") is { } changed ? new(true, changed) : default,
        Attributes = [.. Enumerable.Range(0, int.Parse(words.Named("attributes") ?? "0", null)).Select(n => new ProfileAttribute($"a{n}", "1"))],
    };

    private static GiveGrant Grant(Words words) => new()
    {
        Asset = words[1],
        Amount = SmallCatalogue.Of(words[2]),
        Source = words.At(3) is { } source && source != "pending" ? Enum.Parse<GrantSource>(source.Replace("_", "", StringComparison.Ordinal), ignoreCase: true) : GrantSource.Promo,
        Priority = words.Named("priority") is { } priority ? int.Parse(priority, null) : null,
        StartsAt = words.NamedInstant("starts"),
        ExpiresAt = words.NamedInstant("expires"),
        UntilVerified = words.Has("pending"),
        CallerId = words.Named("id"),
    };

    private PlaceHold Hold(Words words)
    {
        var (operation, quantity, amount) = Size(words, 2);
        return new()
        {
            Hold = words[1],
            Operation = operation,
            Quantity = quantity,
            Amount = amount,
            Key = words.Named("key") is { } key ? KeyId(key) : null,
            Member = words.Named("member"),
            Lifetime = words.Named("for") is { } lifetime ? Words.SpanOf(lifetime) : null,
        };
    }

    private Charge Charge(Words words)
    {
        var (operation, quantity, amount) = Size(words, 1);
        return new()
        {
            Operation = operation, Quantity = quantity, Amount = amount, Key = words.Named("key") is { } key ? KeyId(key) : null, Member = words.Named("member"), CallerId = words.Named("id"),
            UsedAt = words.NamedInstant("used"),
        };
    }

    /// <summary><c>eur 2.50</c>, <c>render usd 1</c> or <c>find 3</c>.</summary>
    private (string Operation, Amount? Quantity, AssetAmount? Amount) Size(Words words, int place)
    {
        if (catalogue.Assets.ContainsKey(words[place]))
            return (words[place] == "eur" ? "draw" : "render", null, new(words[place], SmallCatalogue.Of(words[place + 1])));
        if (words.At(place + 2) is { } amount) return (words[place], null, new(words[place + 1], SmallCatalogue.Of(amount)));
        return (words[place], words.At(place + 1) is { } quantity ? SmallCatalogue.Of(quantity) : null, null);
    }

    /// <summary><c>part</c> leaves the hold open; <c>cap</c> and <c>overflow</c> go beyond it.</summary>
    private static CaptureHold Capture(Words words)
    {
        var part = words.Has("part");
        var over = words.Has("cap") ? OverCapture.Cap : words.Has("overflow") ? OverCapture.Overflow : OverCapture.Reject;
        var sizes = words.Count - (part ? 2 : 1) - (over == OverCapture.Reject ? 0 : 1);
        return new()
        {
            Hold = words[1],
            Final = !part,
            Over = over,
            Quantity = sizes == 1 ? SmallCatalogue.Of(words[2]) : null,
            Amount = sizes == 2 ? new(words[2], SmallCatalogue.Of(words[3])) : null,
            CallerId = words.Named("id"),
        };
    }

    /// <summary>Names a charge by its label, or by its number.</summary>
    private Refund Refund(Words words)
    {
        var seq = labels.TryGetValue(words[1], out var labelled) ? labelled : words[1] == "last" ? 0 : long.Parse(words[1], null);
        var charged = journal.Find(entry => entry.Seq == seq);
        var drawn = charged is null ? [] : charged.Body.Postings.Where(posting => posting.Grant is not null).Select(posting => posting.Grant).Distinct();
        return new()
        {
            Charge = seq,
            Amount = words.At(2) is { } amount ? SmallCatalogue.Of(amount) : null,
            Charged = charged,
            Drawn = [.. drawn.Select(id => journal.SelectMany(entry => entry.Body.Grants).First(grant => grant.Id == id))],
            CallerId = words.Named("id"),
        };
    }

    private static SetPlan Plan(Words words) => new()
    {
        Plan = words[1] == "none" ? null : words[1],
        Status = words.Named("status") is { } status ? Enum.Parse<PlanStatus>(status) : null,
        Billing = words.Named("billing") is { } billing ? Enum.Parse<BillingPeriod>(billing) : null,
        Anchor = words.NamedInstant("anchor"),
        AtPeriodEnd = words.Has("later"),
        KeepsLeft = words.Named("left") == "keep",
        KeepsPeriod = words.Named("period") == "keep",
    };

    private static CreateKey CreateKey(Words words) => new()
    {
        Name = words[1],
        Member = words.Named("member"),
        SecretHash = words[1],
        Preview = words[1],
        Scopes = words.Named("scopes") is { } scopes ? [.. scopes.Split(',')] : [],
        ExpiresAt = words.NamedInstant("expires"),
        Budget = words.Named("budget")?.Split(':', '/') is [var asset, var amount, var per]
            ? new(asset, SmallCatalogue.Of(amount), Enum.Parse<Window>(per, ignoreCase: true))
            : null,
        CallerId = words.Named("id"),
    };

    /// <summary><c>limit team usd:10/day</c> counts money, <c>limit team find:10/day</c> units.</summary>
    private SetLimit Limit(Words words)
    {
        var most = words[2].Split(':', '/');
        var asset = catalogue.Assets.ContainsKey(most[0]) || words.Has("money") ? most[0] : null;
        return new()
        {
            Name = words[1],
            Asset = asset,
            Operation = words.Named("operation") ?? (asset is null ? most[0] : null),
            Member = words.Named("member"),
            Key = words.Named("key") is { } key ? KeyId(key) : null,
            Amount = SmallCatalogue.Of(most[1]),
            Per = Enum.Parse<Window>(most[2], ignoreCase: true),
            CallerId = words.Named("id"),
        };
    }

    private string KeyId(string name) => keys.GetValueOrDefault(name, name);
}
