using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>Gives back all that a hold still sets aside.</summary>
public sealed record ReleaseHold : Command
{
    public required string Hold { get; init; }

    internal override void Describe(ref RequestHasher hash) => hash.Add(Hold);

    internal override Outcome Rule(AccountState account, Catalogue catalogue, Instant now)
    {
        if (account.Holds.Find(Hold) is not { } hold) return Status.HoldUnknown;
        return new HoldReleased { Hold = Hold, Postings = [.. HoldEnd.GiveBack(account, hold, hold.Draws, now)] };
    }
}

/// <summary>A hold was released.</summary>
public sealed record HoldReleased : EntryBody
{
    public override string Kind => "hold_released";

    public override string? HoldId => Hold;

    public required string Hold { get; init; }

    internal override AccountState Apply(AccountState account, Entry entry) => HoldLapsed.Ended(account, Hold);
}

/// <summary>A hold's lifetime ended: what it set aside went back by itself.</summary>
public sealed record HoldLapsed : EntryBody
{
    public override string Kind => "hold_lapsed";

    public override string? HoldId => Hold;

    public required string Hold { get; init; }

    internal static HoldLapsed Of(AccountState account, Hold hold, Instant at) =>
        new() { Hold = hold.Id, Postings = [.. HoldEnd.GiveBack(account, hold, hold.Draws, at)] };

    internal static AccountState Ended(AccountState account, string id)
    {
        var hold = account.Holds.Find(id)!;
        return account.Count(hold.Limits, default, -hold.Left(), begins: false).Close(hold);
    }

    internal override AccountState Apply(AccountState account, Entry entry) => Ended(account, Hold);
}
