namespace Holdfast.Bench;

/// <summary>Each of the four account reads, with its key check, against a bare Kestrel endpoint that returns as many bytes to the same request.</summary>
internal static class Reads
{
    internal static Task<int> RunAsync(Options options) => Store.EachAsync(options, MeasureAsync);

    private static async Task MeasureAsync(Options options, Store store)
    {
        await using var holdfast = await Server.HoldfastAsync(options, await store.NewAsync());
        var account = await holdfast.PostAsync("/accounts", new { username = "jane_doe", email = "jane@example.com", first_name = "Jane", last_name = "Doe", plan = "business", billing = "wallet" }, "id");
        var secret = await holdfast.PostAsync($"/accounts/{account}/keys", new { name = "bench" }, "secret");
        foreach (var asset in (string[])["usd", "eur", "api_credits"]) await holdfast.PostAsync($"/accounts/{account}/grants", new { asset, amount = "50", source = "purchase" }, "id");
        (string Name, string Path, string Header)[] reads =
        [
            ("HeyGen", "/v3/users/me", "X-Api-Key: " + secret),
            ("ElevenLabs", "/v1/user", "xi-api-key: " + secret),
            ("Generect", "/api/auth/users/me/", "Authorization: Token " + secret),
            ("Depicta", "/v1/account/profile", "Authorization: Bearer " + secret),
        ];
        var sizes = new List<(string Path, int Bytes)>();
        foreach (var (_, path, header) in reads) sizes.Add((path, await SizeAsync(holdfast, path, header)));
        await using var bare = await Server.BareAsync([.. sizes]);

        foreach (var (name, path, header) in reads)
        {
            Figures ours = new($"{name} {path}"), theirs = new($"bare Kestrel, {sizes.First(size => size.Path == path).Bytes} bytes");
            await bare.LoadAsync(options, path, null, headers: header);
            await holdfast.LoadAsync(options, path, null, headers: header);
            for (var round = 0; round < options.Rounds; round++)
            {
                theirs.Add(await bare.LoadAsync(options, path, null, headers: header));
                ours.Add(await holdfast.LoadAsync(options, path, null, headers: header));
            }

            Console.WriteLine(theirs.Line("requests/s"));
            Console.WriteLine(ours.Line("requests/s"));
            options.Note(store, $"{name} {path} / bare Kestrel", ours.To(theirs), atLeast: store is SqliteStore ? 0.9 : 0.35);
        }
    }

    private static async Task<int> SizeAsync(Server server, string path, string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        using var answer = await server.Http.SendAsync(request);
        return (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).Length;
    }
}
