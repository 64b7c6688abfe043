namespace Holdfast.Server.Tests.Dialects.Generect;

/// <summary>DELETE needs a password, and no account has one here.</summary>
public sealed class UserDeletionTests
{
    [Fact]
    public async Task An_account_without_a_password_is_not_deleted()
    {
        await using var customer = await Customer.StartAsync();
        var transcript = new Transcript(customer.Node, (customer.Key, "KEY"));
        foreach (var (about, body) in new[]
        {
            ("no body", null), ("no password", "{}"), ("nothing", """{"current_password":null}"""), ("a number", """{"current_password":1}"""),
            ("a blank one", """{"current_password":""}"""), ("any", """{"current_password":"secret"}"""), ("no object", "[]"), ("no JSON", "secret"),
        })
            await transcript.SendAsync(about, "DELETE", Customer.Me, body, "application/json", ("Authorization", "Token " + customer.Key));
        await transcript.SendAsync("a form", "DELETE", Customer.Me, "current_password=secret", "application/x-www-form-urlencoded", ("Authorization", "Token " + customer.Key));
        await transcript.SendAsync("no credential", "DELETE", Customer.Me, """{"current_password":"secret"}""");
        Golden.CheckText("user-deletion", transcript.ToString());
        await customer.ReadAsync();
    }
}
