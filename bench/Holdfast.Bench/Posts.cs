namespace Holdfast.Bench;

/// <summary>Durable holds over HTTP, one a request, against a PUT that only echoes.</summary>
internal static class Posts
{
    internal static Task<int> RunAsync(Options options) => Store.EachAsync(options, MeasureAsync);

    private static async Task MeasureAsync(Options options, Store store)
    {
        await using var holdfast = await Server.HoldfastAsync(options, await store.NewAsync());
        var accounts = await holdfast.OpenAsync(Math.Min(options.Accounts, 1_000));
        await using var bare = await Server.BareAsync();
        Figures echo = new("PUT that echoes"), holds = new($"durable holds over HTTP, {accounts.Count:N0} accounts");
        for (var round = -1; round < options.Rounds; round++)
        {
            var script = Script(options, accounts, round);
            var (theirs, ours) = (await bare.LoadAsync(options, "/", script), await holdfast.LoadAsync(options, "/", script));
            if (round < 0) continue;
            echo.Add(theirs);
            holds.Add(ours);
        }

        Console.WriteLine(echo.Line("requests/s"));
        Console.WriteLine(holds.Line("requests/s"));
        options.Note(store, "holds over HTTP / PUT that echoes", holds.To(echo), atLeast: store is SqliteStore ? 0.6 : 0.4);
    }

    /// <summary>A wrk script that names every hold anew.</summary>
    private static string Script(Options options, IReadOnlyList<string> accounts, int round)
    {
        var file = Path.Combine(options.Folder, "holds.lua");
        File.WriteAllText(file, $$$"""
            local accounts = { {{{string.Join(", ", accounts.Select(account => $"\"{account}\""))}}} }
            local count = 0
            local body = '{"operation":"video.generate","amount":{"usd":"0.01"}}'
            local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "{{{Server.Authorization["Authorization: ".Length..]}}}" }
            function request()
              count = count + 1
              return wrk.format("PUT", "/ledger/v1/accounts/" .. accounts[count % #accounts + 1] .. "/holds/r{{{round + 1}}}-" .. count, headers, body)
            end
            """);
        return file;
    }
}
