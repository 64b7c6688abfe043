using System.Net.Sockets;
using Holdfast.Engine;
using Holdfast.Ledger;
using Holdfast.Server.Api;
using Holdfast.Server.Dialects;
using Holdfast.Server.Dialects.HeyGen;
using Holdfast.Server.Identity;

namespace Holdfast.Server.Running;

/// <summary>Runs the server until it is told to stop, and then commits what it accepted.</summary>
internal static class Serve
{
    internal static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var builder = WebApplication.CreateSlimBuilder(args);
            Configure(builder);
            var settings = Settings.From(builder.Configuration);
            await using var journal = await Storage.Stores.OpenAsync(settings.Storage, CancellationToken.None);
            await ServeAsync(builder, settings, journal);
            return 0;
        }
        catch (Exception cause) when (Sentence(cause) is { } sentence)
        {
            return Usage.Stop(sentence);
        }
    }

    private static async Task ServeAsync(WebApplicationBuilder builder, Settings settings, IJournal journal)
    {
        TimeProvider time = settings.TestClock ? new TestClock(TimeProvider.System.GetUtcNow()) : TimeProvider.System;
        var dialects = new List<Dialect>();
        var isNew = (await journal.CataloguesAsync(CancellationToken.None)).Count == 0;
        var document = settings.Catalogue is null ? null : await File.ReadAllTextAsync(settings.Catalogue);
        var catalogues = await Catalogues.OpenAsync(journal, document, DialectObjections.Check, Instant.From(time.GetUtcNow()), CancellationToken.None);
        await using var engine = new AccountEngine(journal, catalogues, time, new() { AccountsInMemory = settings.AccountsInMemory });
        var (key, made) = await OperatorKey.OpenAsync(journal, settings.OperatorKey, CancellationToken.None);
        var limits = new RateLimits(settings.RateLimit, TimeProvider.System);
        dialects.Add(new HeyGenDialect(engine, limits));

        await using var app = builder.Build();
        app.UseMiddleware<Failures>(dialects);
        NativeApi.Map(app, engine, key);
        foreach (var dialect in dialects)
        {
            dialect.Map(app);
            dialect.Map(app.MapGroup("/" + dialect.Name));
        }

        await app.StartAsync();
        await app.WaitForShutdownAsync();
    }

    private static void Configure(WebApplicationBuilder builder)
    {
    }

    /// <summary>What an operator can mend, in one sentence; null for a bug.</summary>
    private static string? Sentence(Exception cause) => cause switch
    {
        JournalUnusableException unusable => unusable.Message,
        CatalogueException catalogue => catalogue.Message,
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException inUse } => inUse.Message,
        SocketException socket => socket.Message,
        _ => null,
    };
}
