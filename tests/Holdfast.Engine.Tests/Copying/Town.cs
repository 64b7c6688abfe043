using Holdfast.Ledger;
using Holdfast.Storage;

namespace Holdfast.Engine.Tests;

/// <summary>A store in which much has happened, and others to copy it into. What happened follows from a seed, but for ids and order.</summary>
internal sealed class Town : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("holdfast-copy-").FullName;
    private readonly Dictionary<string, IJournal> opened = [];
    private readonly Random random = new(20261124);
    private int secrets;

    private Town(EngineFixture fixture) => Fixture = fixture;

    internal EngineFixture Fixture { get; }

    internal IJournal Source => Fixture.Journal;

    internal List<AccountId> Accounts { get; } = [];

    /// <summary>One account in which every kind of entry happens, and so many others.</summary>
    internal static async Task<Town> BuildAsync(int accounts = 20)
    {
        var town = new Town(await EngineFixture.StartAsync(new() { SnapshotEvery = 5 }));
        await Life.LiveAsync(town.Fixture);
        await town.Fixture.Engine.Catalogues.ChangeAsync(Catalogues.BuiltIn + "# second\n", town.Fixture.Engine.Now, CancellationToken.None);
        for (var n = 0; n < accounts; n++) await town.OpenAsync($"external-{n}");
        await town.LiveAsync(20 * accounts);
        await town.Source.SetSettingAsync("operator_key_sha256", new('e', 64), CancellationToken.None);
        await town.Source.SetSettingAsync("catalogue/größer", "2 x", CancellationToken.None);
        return town;
    }

    internal async Task<AccountId> OpenAsync(string externalId)
    {
        var id = await Fixture.AccountAsync(eur: 100);
        Accounts.Add(id);
        await Fixture.MustAsync(id, new ChangeAccount { ExternalId = new(true, externalId), Email = new(true, $"{externalId}@example.com") });
        return id;
    }

    /// <summary>So many commands of accounts at random, many at a time.</summary>
    internal async Task LiveAsync(int commands)
    {
        for (var left = commands; left > 0; left -= Together)
        {
            Fixture.Clock.Advance(TimeSpan.FromMinutes(random.Next(20)));
            await Task.WhenAll(Enumerable.Range(0, Math.Min(left, Together)).Select(_ => Fixture.MustAsync(Accounts[random.Next(Accounts.Count)], Next())).ToArray());
        }
    }

    private const int Together = 100;

    private Command Next() => random.Next(6) switch
    {
        0 => new CreateKey { Name = "k", SecretHash = $"{++secrets:x64}", Preview = "hf_abc...wxyz" },
        1 => new Charge { Operation = "image.generate", Amount = new("eur", new(random.Next(1, 9_000))), CallerId = $"key/{Guid.CreateVersion7()}" },
        2 => new GiveGrant { Asset = "usd", Amount = Amount.Units(random.Next(1, 9)), Source = GrantSource.Promo },
        _ => new PlaceHold { Hold = $"h{Guid.CreateVersion7()}", Operation = "image.generate", Amount = new("eur", new(random.Next(1, 9_000))), Lifetime = TimeSpan.FromHours(1) },
    };

    internal string File(string name) => Path.Combine(folder, name);

    /// <summary>The store of this name, made when it is missing.</summary>
    internal async Task<IJournal> StoreAsync(string name)
    {
        if (!opened.TryGetValue(name, out var journal)) opened[name] = journal = await StorageSetting.OpenAsync("sqlite:" + File(name), CancellationToken.None);
        return journal;
    }

    internal static async Task<byte[]> ExportAsync(IJournal journal)
    {
        using var bytes = new MemoryStream();
        await StoreCopy.ExportAsync(journal, part => bytes.WriteAsync(part), new(), CancellationToken.None);
        return bytes.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var journal in opened.Values) await journal.DisposeAsync();
        await Fixture.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
