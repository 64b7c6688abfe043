namespace Holdfast.Server.Tests.Api;

/// <summary>The life of an account in which everything happens that can happen to one.</summary>
internal static class EveryKind
{
    /// <param name="seen">Is shown every call.</param>
    /// <param name="before">Is called before every call.</param>
    /// <returns>The account's path.</returns>
    internal static async Task<string> LiveAsync(TestNode node, Action<string, string, string?, Reply>? seen = null, Func<string, string, string?, Task>? before = null)
    {
        const string Account = "/accounts/018f0000-0000-7000-8000-0000000000ee";
        foreach (var (method, path, body) in Steps)
        {
            var full = path.StartsWith('^') ? path[1..] : Account + path;
            if (before is not null) await before(method, full, body);
            var reply = await node.CallAsync(method, full, body);
            Assert.True((int)reply.Status < 300, $"{method} {full} -> {(int)reply.Status} {reply.Text}");
            seen?.Invoke(method, full, body, reply);
        }

        return Account;
    }

    /// <summary>A path with ^ in front is the API's, any other the account's.</summary>
    private static readonly (string Method, string Path, string? Body)[] Steps =
    [
        ("POST", "^/accounts", """{"id":"018f0000-0000-7000-8000-0000000000ee","plan":"creator","billing":"usage_based","attributes":{"a":1}}"""),
        ("PATCH", "", """{"first_name":"Ann","email_verified":true}"""),
        ("POST", "/grants", """{"asset":"eur","amount":"10","source":"purchase"}"""),
        ("POST", "/grants", """{"asset":"eur","amount":"5","source":"promo","starts_at":"2024-11-05T00:00:00Z"}"""),
        ("POST", "/grants", """{"asset":"usd","amount":"3","source":"trial","expires_at":"2024-11-10T00:00:00Z"}"""),
        ("POST", "/keys", """{"name":"k","scopes":["work"],"budget":{"asset":"usd","amount":"50","per":"week"}}"""),
        ("POST", "/keys/k6/rotate", """{"overlap_seconds":3600}"""),
        ("DELETE", "/keys/k6", null),
        ("PUT", "/members/ann", """{"role":"admin","name":"Ann","email":"ann@example.com"}"""),
        ("PUT", "/members/bob", """{"role":"lite_member"}"""),
        ("DELETE", "/members/bob", null),
        ("PUT", "/limits/team", """{"asset":"usd","amount":"40","per":"day","key":"k7"}"""),
        ("PUT", "/limits/speech", """{"operation":"text_to_speech","quantity":"200000","per":"period"}"""),
        ("PUT", "/limits/gone", """{"asset":"eur","amount":"40","per":"total","operation":"image.generate","member":"ann"}"""),
        ("DELETE", "/limits/gone", null),
        ("PUT", "/cap", """{"asset":"usd","amount":"50"}"""),
        ("PUT", "/extension/characters", """{"limit":"5000"}"""),
        ("PUT", "/auto_reload", """{"enabled":true,"asset":"usd","threshold":"5","amount":"20"}"""),
        ("PUT", "/slots/voices/v1", null),
        ("DELETE", "/slots/voices/v1", null),
        ("PUT", "/holds/h1", """{"operation":"image.generate","amount":{"eur":"2"},"ttl_seconds":60}"""),
        ("POST", "/holds/h1/extend", """{"ttl_seconds":600}"""),
        ("POST", "/holds/h1/capture", """{"amount":{"eur":"1"}}"""),
        ("PUT", "/holds/h2", """{"operation":"platform.search","quantity":"1"}"""),
        ("POST", "/holds/h2/release", null),
        ("PUT", "/holds/h4", """{"operation":"image.generate","amount":{"eur":"2"},"dry_run":true}"""),
        ("PUT", "/holds/h3", """{"operation":"image.generate","amount":{"eur":"2"},"ttl_seconds":60}"""),
        ("POST", "/charges", """{"operation":"video.generate","amount":{"usd":"4"},"key":"k7","member":"ann"}"""),
        ("POST", "/charges", """{"operation":"text_to_speech","quantity":"101000"}"""),
        ("POST", "/refunds", """{"entry":27,"amount":{"usd":"1"}}"""),
        ("POST", "/refunds", """{"entry":27}"""),
        ("PUT", "/slots/voices/v2", """{"ttl_seconds":60}"""),
        ("PUT", "/slots/voices/v2", """{"ttl_seconds":90}"""),
        ("POST", "/holds/h3/capture", """{"amount":{"eur":"20"},"over":"cap","final":false}"""),
        ("POST", "/holds/h3/capture", """{"amount":{"eur":"3"},"over":"overflow","final":false}"""),
        ("POST", "/notices/dismiss", """{"asset":"usd"}"""),
        ("POST", "^/commands", """
            [{"account":"018f0000-0000-7000-8000-0000000000ee","idempotency_key":"c1","grant":{"asset":"usd","amount":"1","source":"promo"}},
             {"account":"018f0000-0000-7000-8000-0000000000ee","hold":{"id":"h5","operation":"image.generate","amount":{"eur":"2"}}},
             {"account":"018f0000-0000-7000-8000-0000000000ee","idempotency_key":"c2","capture":{"id":"h5","amount":{"eur":"1"},"final":false}},
             {"account":"018f0000-0000-7000-8000-0000000000ee","idempotency_key":"c3","release":{"id":"h5"}},
             {"account":"018f0000-0000-7000-8000-0000000000ee","idempotency_key":"c4","charge":{"operation":"image.generate","amount":{"eur":"1"}}},
             {"account":"018f0000-0000-7000-8000-0000000000ee","idempotency_key":"c5","refund":{"entry":20}}]
            """),
        ("POST", "^/usage", """
            [{"id":"u1","account":"018f0000-0000-7000-8000-0000000000ee","operation":"image.generate","amount":{"eur":"1"}},
             {"id":"u2","account":"018f0000-0000-7000-8000-0000000000ee","operation":"image.generate","amount":{"eur":"1000"}}]
            """),
        ("PUT", "/plan", """{"plan":"creator","status":"past_due"}"""),
        ("PUT", "/plan", """{"plan":"pro","when":"period_end"}"""),
        ("GET", "", null),
        ("POST", "^/clock", """{"set":"2024-12-31T00:00:00Z"}"""),
        ("POST", "/charges", """{"operation":"video.generate","amount":{"usd":"1"},"at":"2024-12-30T13:09:30Z"}"""),
        ("PUT", "/plan", """{"plan":"business","period":"keep"}"""),
        ("PUT", "/plan", """{"plan":"team","left":"keep"}"""),
        ("GET", "/holds/h1", null),
        ("GET", "/holds/h3", null),
        ("GET", "?at=2024-10-30T13:10:00Z", null),
        ("POST", "^/clock", """{"set":"2025-12-01T00:00:00Z"}"""),
        ("DELETE", "", null),
        ("GET", "", null),
        ("GET", "/keys", null),
        ("GET", "/entries?limit=1000", null),
        ("GET", "/explain?asset=usd", null),
        ("GET", "/explain?asset=eur&from=2024-10-30T13:09:31Z&to=2024-12-31T00:00:00Z&limit=3", null),
        ("GET", "/explain?asset=eur&before=20", null),
        ("GET", "/statement?period=2024-10-30T13:09:31Z", null),
        ("GET", "/statement?from=2024-10-30T13:09:31Z", null),
        ("GET", "/closings", null),
        ("GET", "^/accounts?limit=5", null),
        ("GET", "^/trial_balance", null),
        ("GET", "^/catalogue", null),
    ];
}
