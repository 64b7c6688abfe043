using System.Globalization;
using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>One customer of a node of his own, who speaks this vendor's API with a key, and whose work the operator charges.</summary>
internal sealed class Customer : IAsyncDisposable
{
    internal const string Me = "/api/auth/users/me/";
    internal const string Transactions = "/api/auth/transactions/";
    internal const string SpentCredits = "/api/auth/transactions/spent_credits/";

    private Customer(TestNode node, string account, string key) => (Node, Account, Key) = (node, account, key);

    internal TestNode Node { get; }

    internal string Account { get; }

    internal string Key { get; }

    internal AccountId Id => new(Guid.Parse(Account));

    /// <param name="account">How the account is opened; null for one with a plan and an address.</param>
    internal static async Task<Customer> StartAsync(object? account = null, string now = "2024-10-30T13:09:31Z", params (string Name, string Value)[] settings)
    {
        var node = await TestNode.StartAsync(now, settings);
        var (id, key) = await node.OpenAsync(account ?? new { email = "admin@example.com", username = "admin", plan = "business" });
        return new(node, id, key);
    }

    /// <summary>The page's example, with every one of its 28 values come about by what was done.</summary>
    internal static async Task<Customer> DocumentedAsync()
    {
        var customer = await StartAsync("""
            {
              "email": "admin@example.com", "username": "admin", "plan": "business",
              "attributes": {
                "is_staff": true,
                "icp_flow": {"A":"1","active_compaign_count_lead":1000,"active_compaign_first_icp":"true","active_compaign_first_lead":"true","active_compaign_first_search":"true"}
              }
            }
            """);
        await customer.Node.MustAsync("PATCH", $"/accounts/{customer.Account}", new { password_changed_at = "2024-10-30T13:09:31Z" });
        await customer.GrantAsync("api_credits", 5_000, "promo");
        await customer.ChargeAsync("leads.by_icp", 1_719);
        await customer.ChargeAsync("companies.by_icp", 101);
        await customer.ChargeAsync("lead.by_link", 3);
        await customer.ChargeAsync("platform.email", 303);
        await customer.ChargeAsync("platform.reveal", 1_166);
        return customer;
    }

    public ValueTask DisposeAsync() => Node.DisposeAsync();

    internal Task ClockAsync(string now) => Node.MustAsync("POST", "/clock", new { set = now });

    internal Task GrantAsync(string asset, long amount, string source) =>
        Node.MustAsync("POST", $"/accounts/{Account}/grants", new { asset, amount = Text(amount), source });

    /// <returns>The number of the entry.</returns>
    internal async Task<long> ChargeAsync(string operation, long quantity) =>
        (long)(await Node.MustAsync("POST", $"/accounts/{Account}/charges", new { operation, quantity = Text(quantity) }))["seq"]!;

    internal Task HoldAsync(string hold, string operation, long quantity, int seconds = 600) =>
        Node.MustAsync("PUT", $"/accounts/{Account}/holds/{hold}", new { operation, quantity = Text(quantity), ttl_seconds = seconds });

    internal Task CaptureAsync(string hold, long quantity, bool final = true) =>
        Node.MustAsync("POST", $"/accounts/{Account}/holds/{hold}/capture", new { quantity = Text(quantity), final });

    /// <param name="units">Null for all that is left of the charge.</param>
    internal Task RefundAsync(long charge, long? units = null) =>
        Node.MustAsync("POST", $"/accounts/{Account}/refunds", new { entry = charge, amount = units is { } part ? Text(part) : null });

    /// <summary>Another key of the customer.</summary>
    internal async Task<string> KeyAsync(string? expiresAt = null, params string[] scopes) =>
        (string)(await Node.MustAsync("POST", $"/accounts/{Account}/keys", new { name = "test", scopes, expires_at = expiresAt }))["secret"]!;

    /// <summary>One command that must be done.</summary>
    internal async Task DoAsync(Command command) =>
        Assert.Equal(Status.Done, (await Node.Engine.ExecuteAsync(Id, command, CancellationToken.None)).Status);

    /// <summary>One request with the customer's key, and to the vendor's own host.</summary>
    internal Task<Reply> SendAsync(string method, string path, string? body = null, string mediaType = "application/json", string? key = null, params (string Name, string Value)[] headers) =>
        Node.SendAsync(method, path, body, mediaType, [("Authorization", "Token " + (key ?? Key)), ("Host", "api.generect.com"), .. headers]);

    /// <summary>A body that must be there.</summary>
    internal async Task<string> ReadAsync(string path = Me)
    {
        var reply = await SendAsync("GET", path);
        Assert.True((int)reply.Status == 200, $"{path} -> {(int)reply.Status} {reply.Text}");
        return reply.Text;
    }

    /// <summary>One field of the user.</summary>
    internal async Task<JsonElement> FieldAsync(string name) => JsonElement.Parse(await ReadAsync()).GetProperty(name);

    private static string Text(long amount) => amount.ToString(CultureInfo.InvariantCulture);
}
