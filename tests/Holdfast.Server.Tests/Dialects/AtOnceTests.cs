using System.Net;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Dialects;

namespace Holdfast.Server.Tests.Dialects;

/// <summary>Guarantees that no account has more requests answered at once than its plan has places, and that nobody is refused while there is one.</summary>
public sealed class AtOnceTests
{
    private const string OtherId = "0192dd5a-0000-7000-8000-000000000002";

    [Fact]
    public async Task The_places_are_the_accounts_whichever_key_asks_and_in_whichever_dialect()
    {
        using var catalogue = RequestsInFlight.Catalogue();
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node);
        var same = await customer.WithKeyAsync();
        var other = await Customer.OpenAsync(node, id: OtherId);
        var nine = await RequestsInFlight.StartAsync(node, customer, 9);
        Assert.Equal(HttpStatusCode.OK, (await customer.DepictaAsync()).Status);
        await using (await RequestsInFlight.StartAsync(node, same, 1))
        {
            foreach (var asks in new[] { customer, same })
            {
                Assert.Equal(HttpStatusCode.TooManyRequests, (await asks.DepictaAsync()).Status);
                Assert.Equal(HttpStatusCode.TooManyRequests, (await asks.ElevenAsync("/v1/user")).Status);
                Assert.Equal(HttpStatusCode.OK, (await asks.HeyGenAsync()).Status);
            }

            Assert.Equal(HttpStatusCode.OK, (await other.DepictaAsync()).Status);
        }

        foreach (var asks in new[] { customer, same }) Assert.Equal(HttpStatusCode.OK, (await asks.ElevenAsync("/v1/user")).Status);
        await nine.DisposeAsync();
    }

    [Fact]
    public async Task The_plan_says_how_many()
    {
        using var catalogue = RequestsInFlight.Catalogue(("parallel_searches: 1, requests: 10 } # *\n  trial", "parallel_searches: 1, requests: 2 } # *\n  trial"));
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node, "free");
        await using var two = await RequestsInFlight.StartAsync(node, customer, 2);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await customer.DepictaAsync()).Status);
        await customer.DoAsync(new SetPlan { Plan = "starter" });
        await using (await RequestsInFlight.StartAsync(node, customer, 8)) Assert.Equal(HttpStatusCode.TooManyRequests, (await customer.DepictaAsync()).Status);

        // What is in flight goes on where there are fewer places than that, and nothing more gets in.
        await customer.DoAsync(new SetPlan { Plan = "free" });
        Assert.Equal(HttpStatusCode.TooManyRequests, (await customer.DepictaAsync()).Status);
        await two.FinishAsync();
        Assert.Equal(HttpStatusCode.OK, (await customer.DepictaAsync()).Status);
    }

    [Fact]
    public async Task Whoever_waits_for_his_answers_is_never_one_too_many()
    {
        using var catalogue = RequestsInFlight.Catalogue();
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node);
        var refused = await Task.WhenAll(Enumerable.Range(0, 10).Select(async number =>
        {
            var count = 0;
            for (var call = 0; call < 100; call++)
            {
                var reply = ((number + call) % 4) switch
                {
                    0 => await customer.ElevenAsync("/v1/usage/character-stats?start_unix=0&end_unix=1"),
                    1 => await customer.DepictaAsync("/v1/account/notifications/dismiss", "POST"),
                    2 => await node.SendAsync("PATCH", "/api/auth/users/me/", "{}", headers: ("Authorization", "Token " + customer.Secret.Text)),
                    _ => await customer.ElevenAsync("/v1/user"),
                };
                if (reply.Status is not (HttpStatusCode.OK or HttpStatusCode.NoContent)) count++;
            }

            return count;
        }));
        Assert.Equal(0, refused.Sum());
    }

    [Fact]
    public async Task Whoever_is_not_let_in_takes_no_place_and_hears_why()
    {
        using var catalogue = RequestsInFlight.Catalogue();
        await using var node = await TestNode.StartAsync(settings: catalogue.Setting);
        var customer = await Customer.OpenAsync(node);
        var restricted = await customer.WithKeyAsync(["nothing"]);
        foreach (var _ in Enumerable.Range(0, 20)) Assert.Equal(HttpStatusCode.Forbidden, (await restricted.DepictaAsync()).Status);
        await using var ten = await RequestsInFlight.StartAsync(node, customer, 10);
        Assert.Equal(HttpStatusCode.Forbidden, (await restricted.DepictaAsync()).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await customer.WithUnknownKey().DepictaAsync()).Status);
    }

    [Fact]
    public async Task Without_limits_there_is_none_at_once()
    {
        using var catalogue = RequestsInFlight.Catalogue();
        await using var node = await TestNode.StartAsync(settings: [catalogue.Setting, ("RateLimit:Enabled", "false")]);
        var customer = await Customer.OpenAsync(node);
        await using var eleven = await RequestsInFlight.StartAsync(node, customer, 11);
        Assert.Equal(HttpStatusCode.OK, (await customer.DepictaAsync()).Status);
    }

    [Theory]
    [InlineData("balance: eur\n    requests_at_once: requests", "balance: eur\n    requests_at_once: chairs", "dialects: depicta names the slot chairs, which there is not")]
    [InlineData("parallel_searches: 2, requests: 10", "parallel_searches: 2", "dialects: elevenlabs bounds requests by the slot requests, so plan creator needs a place in it")]
    [InlineData("parallel_searches: 2, requests: 10", "parallel_searches: 2, requests: 0", "dialects: depicta bounds requests by the slot requests, so plan creator needs a place in it")]
    public void A_catalogue_that_would_let_nobody_ask_is_refused(string part, string instead, string objection)
    {
        var catalogue = CatalogueReader.Read(CatalogueFile.Document((part, instead)), since: default, previous: null);
        Assert.Contains(objection, Assert.Throws<CatalogueException>(() => Registry.Check(catalogue)).Message, StringComparison.Ordinal);
    }
}
