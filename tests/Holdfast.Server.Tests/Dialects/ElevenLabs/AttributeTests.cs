using System.Net;
using Holdfast.Ledger;

namespace Holdfast.Server.Tests.Dialects.ElevenLabs;

/// <summary>An attribute may hold any JSON. One of the wrong type counts as not set and breaks nothing.</summary>
public sealed class AttributeTests
{
    private static readonly string[] Names =
    [
        "is_onboarding_completed", "is_onboarding_checklist_completed", "show_compliance_terms", "referral_link_code", "partnerstack_partner_default_link",
        "has_used_starter_coupon_on_account", "has_used_creator_coupon_on_account",
    ];

    [Theory]
    [InlineData("17")]
    [InlineData("{\"a\":[1]}")]
    [InlineData("[]")]
    [InlineData("false")]
    public async Task A_wrong_type_reads_as_not_set(string json)
    {
        await using var node = await TestNode.StartAsync();
        var plain = await Customer.OpenAsync(node, "creator");
        var odd = await Customer.OpenAsync(node, "creator", new() { Attributes = [.. Names.Select(name => new ProfileAttribute(name, json))] }, id: "0192dd5a-0000-7000-8000-000000000002");
        foreach (var path in new[] { "/v1/user", "/v1/user/subscription" })
        {
            var reply = await odd.ElevenAsync(path);
            Assert.Equal(HttpStatusCode.OK, reply.Status);
            var expected = (await plain.ElevenAsync(path)).Text.Replace(Customer.IdDefault, odd.Id.ToString(), StringComparison.Ordinal).Replace(plain.Secret.Preview, odd.Secret.Preview, StringComparison.Ordinal);
            Assert.Equal(expected, reply.Text);
        }
    }

    [Fact]
    public async Task What_the_portal_sets_shows_at_once_and_goes_again()
    {
        await using var node = await TestNode.StartAsync();
        var customer = await Customer.OpenAsync(node);
        foreach (var (json, done) in new[] { ("true", true), ("null", false) })
        {
            await customer.DoAsync(new ChangeAccount { Attributes = [new("is_onboarding_completed", json)] });
            Assert.Equal(done, (bool)(await customer.ElevenAsync("/v1/user")).Json["is_onboarding_completed"]!);
        }
    }
}
