using System.Collections.Immutable;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Identity;

namespace Holdfast.Server.Running;

/// <summary>Opens one account for each vendor's contract in a new store, and says how to ask for it.</summary>
internal sealed class Demo(AccountEngine engine, string url)
{
    /// <summary>A line for each of the four endpoints, ready for a shell.</summary>
    internal async Task<ImmutableArray<string>> OpenAsync(CancellationToken cancel) =>
    [
        $"curl -H 'X-Api-Key: {await HeyGenAsync(cancel)}' {url}/v3/users/me",
        $"curl -H 'xi-api-key: {await ElevenLabsAsync(cancel)}' {url}/v1/user",
        $"curl -H 'Authorization: Token {await GenerectAsync(cancel)}' {url}/api/auth/users/me/",
        $"curl -H 'Authorization: Bearer {await DepictaAsync(cancel)}' {url}/v1/account/profile",
    ];

    private Task<string> HeyGenAsync(CancellationToken cancel) => OpenAsync(
        new() { Id = New(), Profile = new() { Username = "jane_doe", Email = "jane@example.com", FirstName = "Jane", LastName = "Doe" } },
        [Grant("usd", 50), Charge("video.generate", usd: "7.50")], cancel);

    private Task<string> ElevenLabsAsync(CancellationToken cancel) => OpenAsync(
        new() { Id = New(), Profile = new() { FirstName = "Ann", Email = "ann@example.com" }, Billing = Billing.Subscription, Plan = "creator" },
        [Use("text_to_speech", 1_200), Use("voice.add_edit", 2), new TakeSlot { Slot = "voices", Item = "voice-1" }], cancel);

    private Task<string> GenerectAsync(CancellationToken cancel) => OpenAsync(
        new() { Id = New(), Profile = new() { Email = "admin@example.com", Username = "admin" }, Billing = Billing.Subscription, Plan = "business" },
        [
            Grant("api_credits", 5_000), Use("leads.by_icp", 1_719), Use("companies.by_icp", 101), Use("lead.by_link", 3),
            Use("platform.email", 303), Use("platform.reveal", 1_166),
        ], cancel);

    private Task<string> DepictaAsync(CancellationToken cancel) => OpenAsync(
        new() { Id = New(), Profile = new() { Email = "dep@example.com", Name = "Dep", EmailVerified = true, Providers = ["github"] } },
        [Grant("eur", 10), new PlaceHold { Hold = "image-1", Operation = "image.generate", Amount = new("eur", new(45_000)), Lifetime = TimeSpan.FromDays(1) }], cancel);

    private static AccountId New() => new(Guid.CreateVersion7());

    private static GiveGrant Grant(string asset, long units) => new() { Asset = asset, Amount = Amount.Units(units), Source = GrantSource.Purchase };

    private static Charge Use(string operation, long units) => new() { Operation = operation, Quantity = Amount.Units(units) };

    private static Charge Charge(string operation, string usd) =>
        new() { Operation = operation, Amount = new("usd", Amount.TryParse(usd, out var amount) ? amount : throw new FormatException(usd)) };

    private async Task<string> OpenAsync(OpenAccount open, Command[] commands, CancellationToken cancel)
    {
        var secret = Secret.New();
        var key = new CreateKey { Name = "demo", SecretHash = secret.HashHex, Preview = secret.Preview };
        foreach (var command in (Command[])[open, key, .. commands])
        {
            var answer = await engine.ExecuteAsync(open.Id, command, cancel);
            if (!answer.IsDone) throw new InvalidOperationException($"The demo's {command.GetType().Name} was refused: {answer.Status}.");
        }

        return secret.Text;
    }
}
