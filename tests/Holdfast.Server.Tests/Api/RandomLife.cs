using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Api;

namespace Holdfast.Server.Tests.Api;

/// <summary>A life of an account by chance, told to the engine command by command: grants that come and go, work in flight, refunds, plans.</summary>
internal sealed class RandomLife(TestNode node, int seed)
{
    private readonly Random random = new(seed);
    private readonly List<string> holds = [];
    private readonly List<long> charges = [];
    private DateTimeOffset now = new(2024, 1, 1 + (seed % 28), 5, 0, 0, TimeSpan.Zero);
    private int named;

    internal AccountId Account { get; } = new(Guid.CreateVersion7());

    internal string Path => "/accounts/" + Account;

    /// <summary>The instants at which something was done.</summary>
    internal List<DateTimeOffset> Instants { get; } = [];

    internal async Task LiveAsync(int steps)
    {
        Move(TimeSpan.Zero);
        await DoAsync(new OpenAccount
        {
            Id = Account,
            Plan = random.Next(3) == 0 ? null : "creator",
            Billing = random.Next(2) == 0 ? Billing.UsageBased : Billing.Wallet,
            TimeZone = random.Next(2) == 0 ? "Europe/Berlin" : "UTC",
        });
        for (var step = 0; step < steps; step++)
        {
            if (random.Next(3) == 0) Move(TimeSpan.FromMinutes(random.Next(0, random.Next(20) == 0 ? 60_000 : 1_200)));
            await DoAsync(await AnyAsync());
        }
    }

    private void Move(TimeSpan span)
    {
        now += span;
        node.SetClock(now.ToString("O"));
        Instants.Add(now);
    }

    private async Task DoAsync(Command command)
    {
        var answer = await node.Engine.ExecuteAsync(Account, command, CancellationToken.None);
        if (answer.Status != Status.Done) return;
        if (command is PlaceHold placed) holds.Add(placed.Hold);
        if (command is Charge or CaptureHold) charges.Add(answer.Entry!.Seq);
    }

    private async Task<Command> AnyAsync() => random.Next(14) switch
    {
        0 or 1 => new GiveGrant
        {
            Asset = Asset(), Amount = Whole(40), Source = (GrantSource)random.Next(3), Priority = random.Next(3) == 0 ? random.Next(10) : null,
            ExpiresAt = random.Next(2) == 0 ? Instant.From(now.AddHours(random.Next(1, 2_000))) : null, StartsAt = random.Next(5) == 0 ? Instant.From(now.AddHours(random.Next(1, 40))) : null,
        },
        2 or 3 or 4 => new PlaceHold { Hold = $"h{++named}", Operation = "video.generate", Amount = new(random.Next(3) == 0 ? "credits" : "usd", Whole(9)), Lifetime = TimeSpan.FromMinutes(random.Next(1, 3_000)) },
        5 => new PlaceHold { Hold = $"=h{++named}", Operation = "text_to_speech", Quantity = Whole(60_000) },
        6 or 7 => new CaptureHold { Hold = Hold(), Final = random.Next(2) == 0 },
        8 => new ReleaseHold { Hold = Hold() },
        9 => new Charge { Operation = "image.generate", Amount = new("eur", new(random.Next(1, 9_000_000))), UsedAt = random.Next(2) == 0 ? Instant.From(now.AddHours(-random.Next(1, 72))) : null },
        10 => new Charge { Operation = "text_to_speech", Quantity = Whole(40_000) },
        11 => await RefundAsync(),
        12 => new SetExtension { Meter = "characters", Limit = null },
        _ => random.Next(6) == 0 ? new SetPlan { Plan = random.Next(4) == 0 ? null : random.Next(2) == 0 ? "business" : "creator" } : new Charge { Operation = "platform.email", Quantity = Whole(5) },
    };

    private async Task<Command> RefundAsync()
    {
        var charge = charges.Count == 0 ? 1 : charges[random.Next(charges.Count)];
        var refund = new Refund { Charge = charge, Amount = random.Next(2) == 0 ? null : Whole(2) };
        return (await ChargeLoading.CompleteAsync(node.Engine, Account, refund, CancellationToken.None)).Command;
    }

    private string Asset() => random.Next(3) switch { 0 => "usd", 1 => "eur", _ => "credits" };

    private string Hold() => holds.Count == 0 ? "none" : holds[random.Next(Math.Max(0, holds.Count - 6), holds.Count)];

    private Amount Whole(int max) => Amount.Units(random.Next(1, max + 1));
}
