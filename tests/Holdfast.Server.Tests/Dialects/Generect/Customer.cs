using System.Collections.Immutable;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Identity;

namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>One customer of a node of his own, who speaks this vendor's API with a key.</summary>
internal sealed class Customer : IAsyncDisposable
{
    internal const string Me = "/api/auth/users/me/";
    internal const string Transactions = "/api/auth/transactions/";
    internal const string SpentCredits = "/api/auth/transactions/spent_credits/";

    private Customer(TestNode node, AccountId id) => (Node, Id) = (node, id);

    internal TestNode Node { get; }

    internal AccountId Id { get; }

    internal string Key { get; private set; } = "";

    internal static async Task<Customer> StartAsync(string? plan = "business", Profile? profile = null, string now = "2024-10-30T13:09:31Z", params (string Name, string Value)[] settings)
    {
        var node = await TestNode.StartAsync(now, settings);
        var customer = new Customer(node, new(Guid.Parse("018f0000-0000-7000-8000-000000000001")));
        await customer.DoAsync(new OpenAccount { Id = customer.Id, Plan = plan, Profile = profile ?? new() { Email = "admin@example.com", Username = "admin" } });
        customer.Key = await customer.KeyAsync();
        return customer;
    }

    /// <summary>The page's example, with every one of its 28 values come about by what was done.</summary>
    internal static async Task<Customer> DocumentedAsync()
    {
        var customer = await StartAsync(profile: new()
        {
            Email = "admin@example.com",
            Username = "admin",
            Attributes = [new("is_staff", "true"), new("icp_flow", """{"A":"1","active_compaign_count_lead":1000,"active_compaign_first_icp":"true","active_compaign_first_lead":"true","active_compaign_first_search":"true"}""")],
        });
        await customer.DoAsync(new ChangeAccount { PasswordChangedAt = customer.Node.Engine.Now });
        await customer.GrantAsync("api_credits", 5_000, GrantSource.Promo);
        await customer.ChargeAsync("leads.by_icp", 1_719);
        await customer.ChargeAsync("companies.by_icp", 101);
        await customer.ChargeAsync("lead.by_link", 3);
        await customer.ChargeAsync("platform.email", 303);
        await customer.ChargeAsync("platform.reveal", 1_166);
        return customer;
    }

    public ValueTask DisposeAsync() => Node.DisposeAsync();

    internal Task ClockAsync(string now) => Node.MustAsync("POST", "/clock", new { set = now });

    /// <summary>One command that must be done.</summary>
    internal async Task<Entry> DoAsync(Command command)
    {
        var answer = await Node.Engine.ExecuteAsync(Id, command, CancellationToken.None);
        Assert.Equal(Status.Done, answer.Status);
        return answer.Entry!;
    }

    internal Task<Entry> GrantAsync(string asset, long units, GrantSource source) =>
        DoAsync(new GiveGrant { Asset = asset, Amount = Amount.Units(units), Source = source });

    internal Task<Entry> ChargeAsync(string operation, long quantity) => DoAsync(new Charge { Operation = operation, Quantity = Amount.Units(quantity) });

    internal Task<Entry> HoldAsync(string hold, string operation, long quantity, int seconds = 600) =>
        DoAsync(new PlaceHold { Hold = hold, Operation = operation, Quantity = Amount.Units(quantity), Lifetime = TimeSpan.FromSeconds(seconds) });

    internal Task<Entry> CaptureAsync(string hold, long quantity, bool final = true) =>
        DoAsync(new CaptureHold { Hold = hold, Quantity = Amount.Units(quantity), Final = final });

    internal async Task<Entry> RefundAsync(Entry charge, long? units = null)
    {
        var drawn = ImmutableArray.CreateBuilder<Grant>();
        await foreach (var entry in Node.Engine.EntriesAsync(Id, 0, CancellationToken.None)) drawn.AddRange(entry.Body.Grants);
        return await DoAsync(new Refund { Charge = charge.Seq, Charged = charge, Amount = units is { } part ? Amount.Units(part) : null, Drawn = drawn.ToImmutable() });
    }

    /// <summary>Another key of the customer.</summary>
    internal async Task<string> KeyAsync(DateTimeOffset? expiresAt = null, params string[] scopes)
    {
        var secret = Secret.New();
        Instant? expires = expiresAt is { } at ? Instant.From(at) : null;
        await DoAsync(new CreateKey { Name = "test", SecretHash = secret.HashHex, Preview = secret.Preview, Scopes = [.. scopes], ExpiresAt = expires });
        return secret.Text;
    }

    /// <summary>One request with the customer's key, and from the vendor's own host.</summary>
    internal Task<Reply> SendAsync(string method, string path, string? body = null, string mediaType = "application/json", string? key = null, params (string Name, string Value)[] headers) =>
        Node.SendAsync(method, path, body, mediaType, [("Authorization", "Token " + (key ?? Key)), ("Host", "api.generect.com"), .. headers]);

    /// <summary>A body that must be there.</summary>
    internal async Task<string> ReadAsync(string path = Me)
    {
        var reply = await SendAsync("GET", path);
        Assert.True((int)reply.Status == 200, $"{path} -> {(int)reply.Status} {reply.Text}");
        return reply.Text;
    }
}
