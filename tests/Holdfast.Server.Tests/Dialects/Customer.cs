using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Identity;

namespace Holdfast.Server.Tests.Dialects;

/// <summary>An account of a test node and one key of it, moved by ledger commands and read as its customer reads it.</summary>
internal sealed class Customer
{
    public const string IdDefault = "0192dd5a-0000-7000-8000-000000000001";
    private readonly TestNode node;

    private Customer(TestNode node, AccountId id, Secret secret) => (this.node, Id, Secret) = (node, id, secret);

    public AccountId Id { get; }

    public Secret Secret { get; private set; }

    public static async Task<Customer> OpenAsync(
        TestNode node, string? plan = null, Profile? profile = null, Billing billing = Billing.Wallet, string id = IdDefault, string[]? scopes = null)
    {
        Assert.True(AccountId.TryParse(id, out var account));
        var customer = new Customer(node, account, Secret.New());
        await customer.DoAsync(new OpenAccount { Id = account, Plan = plan, Profile = profile ?? new(), Billing = billing });
        await customer.DoAsync(KeyOf(customer.Secret, scopes ?? []));
        return customer;
    }

    /// <summary>The same account with another key.</summary>
    public async Task<Customer> WithKeyAsync(string[]? scopes = null, Instant? expiresAt = null, string? member = null)
    {
        var other = new Customer(node, Id, Secret.New());
        await DoAsync(KeyOf(other.Secret, scopes ?? []) with { ExpiresAt = expiresAt, Member = member });
        return other;
    }

    /// <summary>The customer with a secret that nobody made.</summary>
    public Customer WithUnknownKey() => new(node, Id, Secret.New());

    public ValueTask<Answer> TryAsync(Command command) => node.Engine.ExecuteAsync(Id, command, CancellationToken.None);

    /// <summary>A command that must be done.</summary>
    public async Task<Entry> DoAsync(Command command)
    {
        var answer = await TryAsync(command);
        Assert.True(answer.Status == Status.Done, $"{command.GetType().Name}: {answer.Status} {answer.Lack}");
        return answer.Entry!;
    }

    public Task<Entry> SpeakAsync(long characters, string? key = null) =>
        DoAsync(new Charge { Operation = "text_to_speech", Quantity = Amount.Units(characters), Key = key });

    /// <summary>One ElevenLabs call.</summary>
    public Task<Reply> ElevenAsync(string path, string method = "GET", params (string Name, string Value)[] headers) =>
        node.SendAsync(method, path, headers: [("xi-api-key", Secret.Text), .. headers]);

    /// <summary>One Depicta call.</summary>
    public Task<Reply> DepictaAsync(string path = "/v1/account/profile", string method = "GET", params (string Name, string Value)[] headers) =>
        node.SendAsync(method, path, headers: [("Authorization", "Bearer " + Secret.Text), .. headers]);

    /// <summary>One HeyGen call.</summary>
    public Task<Reply> HeyGenAsync(string path = "/v3/users/me", string method = "GET", params (string Name, string Value)[] headers) =>
        node.SendAsync(method, path, headers: [("X-Api-Key", Secret.Text), .. headers]);

    private static CreateKey KeyOf(Secret secret, string[] scopes) =>
        new() { Name = "test", SecretHash = secret.HashHex, Preview = secret.Preview, Scopes = [.. scopes] };
}
