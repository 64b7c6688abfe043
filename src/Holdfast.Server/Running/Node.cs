using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Api;
using Holdfast.Server.Dialects;
using Holdfast.Server.Identity;
using Holdfast.Storage;

namespace Holdfast.Server.Running;

/// <summary>A running server process: the journal, the engine on it, and the web on that.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly IJournal journal;

    private Node(IJournal journal, TimeProvider time, AccountEngine engine, WebApplication web, string? madeOperatorKey, bool opensDemo) =>
        (this.journal, Time, Engine, Web, MadeOperatorKey, OpensDemo) = (journal, time, engine, web, madeOperatorKey, opensDemo);

    internal TimeProvider Time { get; }

    internal AccountEngine Engine { get; }

    internal WebApplication Web { get; }

    /// <summary>The operator key, when it was made just now; the only time it can be told.</summary>
    internal string? MadeOperatorKey { get; }

    /// <summary>Whether the store is new and demo accounts are wanted.</summary>
    internal bool OpensDemo { get; }

    /// <summary>Opens everything; nothing listens yet.</summary>
    /// <exception cref="JournalUnusableException">The store cannot be opened.</exception>
    /// <exception cref="CatalogueException">The catalogue cannot be used.</exception>
    internal static async Task<Node> OpenAsync(WebApplicationBuilder builder, CancellationToken cancel)
    {
        Hosting.Configure(builder);
        var settings = Settings.From(builder.Configuration);
        TimeProvider time = settings.TestClock ? new TestClock(TimeProvider.System.GetUtcNow()) : TimeProvider.System;
        var journal = await StorageSetting.OpenAsync(settings.Storage, cancel, settings.SingleNode);
        try
        {
            var isNew = (await journal.AccountsAsync(null, null, null, limit: 1, cancel)).Count == 0;
            var document = settings.Catalogue is null ? null : await File.ReadAllTextAsync(settings.Catalogue, cancel);
            var catalogues = await Catalogues.OpenAsync(journal, document, Registry.Check, Instant.From(time.GetUtcNow()), cancel);
            var engine = new AccountEngine(journal, catalogues, time, new() { AccountsInMemory = settings.AccountsInMemory });
            var (key, made) = await OperatorKey.OpenAsync(journal, settings.OperatorKey, cancel);
            return new(journal, time, engine, Compose(builder, engine, key, settings, time as TestClock), made, isNew && (settings.Demo ?? StorageSetting.IsEmbedded(settings.Storage)));
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }

    /// <summary>Commits what was accepted and closes the store. The web must have stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        await Engine.DisposeAsync();
        await journal.DisposeAsync();
    }

    private static WebApplication Compose(WebApplicationBuilder builder, AccountEngine engine, OperatorKey key, Settings settings, TestClock? clock)
    {
        ApiDocument.AddTo(builder.Services);
        var web = builder.Build();
        var limits = new RateLimits(settings.RateLimit, TimeProvider.System);
        var dialects = Registry.Make(engine, limits);
        web.UseMiddleware<Failures>(dialects);
        Health.Map(web, engine);
        NativeApi.Map(web, engine, key, clock);
        ApiDocument.Map(web);
        foreach (var dialect in dialects)
        {
            dialect.Map(web);
            dialect.Map(web.MapGroup("/" + dialect.Name));
        }

        return web;
    }
}
