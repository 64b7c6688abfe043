using Holdfast.Storage;
using Holdfast.Storage.Tests;

namespace Holdfast.Engine.Tests;

/// <summary>Copies from one kind of store into the other.</summary>
public sealed class BothWaysTests
{
    /// <summary>Guarantees that a store which has gone from SQLite to PostgreSQL and back is the same row for row, hashes and all, and in good order on both.</summary>
    [Fact]
    public async Task A_store_is_the_same_on_either_side()
    {
        await using var town = await Town.BuildAsync();
        var setting = "postgres:" + await (await PostgresServer.SharedAsync()).NewSchemaAsync();
        await using var postgres = await StorageSetting.OpenAsync(setting, CancellationToken.None);
        var sqlite = await town.StoreAsync("back.db");
        for (var round = 0; round < 2; round++)
        {
            await StoreCopy.CopyAsync(town.Source, postgres, new(), CancellationToken.None);
            await using (var still = await StorageSetting.OpenExistingAsync(setting, CancellationToken.None)) await StoreCopy.CopyAsync(still, sqlite, new(), CancellationToken.None);

            var source = await StoreText.OfAsync(town.Source);
            Assert.Equal(source, await StoreText.OfAsync(postgres));
            Assert.Equal(source, await StoreText.OfAsync(sqlite));
            Assert.Empty(await StoreText.FindingsAsync(postgres));
            Assert.Empty(await StoreText.FindingsAsync(sqlite));
            Assert.Equal(await Town.ExportAsync(town.Source), await Town.ExportAsync(postgres));

            // And what happens since is added.
            await town.LiveAsync(100);
        }
    }

    /// <summary>Guarantees that a copy which is stopped anywhere leaves a store in good order, and that the next one goes on from there.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_that_was_stopped_goes_on(bool toPostgres)
    {
        await using var town = await Town.BuildAsync(accounts: 10);
        await using var postgres = await StorageSetting.OpenAsync("postgres:" + await (await PostgresServer.SharedAsync()).NewSchemaAsync(), CancellationToken.None);
        if (!toPostgres) await StoreCopy.CopyAsync(town.Source, postgres, new(), CancellationToken.None);
        var (source, target) = toPostgres ? (town.Source, postgres) : (postgres, await town.StoreAsync("target.db"));
        var export = await Town.ExportAsync(source);
        await Assert.ThrowsAsync<ExportUnreadableException>(() => StoreCopy.ImportAsync(new Pipe(export[..(export.Length / 2)]), target, new(), CancellationToken.None));
        Assert.Empty(await StoreText.FindingsAsync(target));

        var counts = new CopyCounts();
        await StoreCopy.CopyAsync(source, target, counts, CancellationToken.None);
        Assert.True(counts.EntriesThere > 0 && counts.EntriesCopied > 0, $"{counts.EntriesThere} entries were there, {counts.EntriesCopied} were copied");
        Assert.Equal(export, await Town.ExportAsync(target));
        Assert.Empty(await StoreText.FindingsAsync(target));
    }
}
