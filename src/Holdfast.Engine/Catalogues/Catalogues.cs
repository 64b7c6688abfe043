using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Ledger;

namespace Holdfast.Engine;

/// <summary>Every version of the catalogue, the newest in force.</summary>
public sealed class Catalogues
{
    private readonly IJournal journal;
    private readonly Action<Catalogue> check;
    private readonly Lock order = new();
    private Task lastChange = Task.CompletedTask;
    private volatile Current current;

    private Catalogues(IJournal journal, Action<Catalogue> check, Current current) =>
        (this.journal, this.check, this.current) = (journal, check, current);

    /// <summary>The newest version; it knows the earlier ones.</summary>
    public Catalogue Newest => current.Catalogue;

    /// <summary>The newest version, and the same as its author wrote it.</summary>
    public (Catalogue Catalogue, string Document) InForce
    {
        get
        {
            var now = current;
            return (now.Catalogue, now.Document);
        }
    }

    /// <summary>The catalogue that every new store begins with.</summary>
    public static string BuiltIn { get; } = Resource("Holdfast.Engine.Catalogues.builtin.yaml");

    /// <summary>Reads what the journal holds. A document given, when it is not the newest one, becomes the next version.</summary>
    /// <param name="document">Null for the newest there is, or the built-in one in a new store.</param>
    /// <param name="check">Throws <see cref="CatalogueException"/> when a dialect cannot work with a catalogue.</param>
    /// <exception cref="CatalogueException">The document cannot be used; nothing was written.</exception>
    public static async Task<Catalogues> OpenAsync(IJournal journal, string? document, Action<Catalogue> check, Instant now, CancellationToken cancel)
    {
        while (true)
        {
            var newest = await NewestAsync(journal, null, cancel).ConfigureAwait(false);
            if (newest is not null && (document is null || document == newest.Document))
            {
                check(newest.Catalogue);
                return new(journal, check, newest);
            }

            var next = newest is null
                ? new(CatalogueReader.Read(document ?? BuiltIn, FromTheBeginning, null), document ?? BuiltIn)
                : After(newest, document!, now);
            check(next.Catalogue);
            if (await AddAsync(journal, next, cancel).ConfigureAwait(false)) return new(journal, check, next);

            // Another node that starts now was faster.
        }
    }

    /// <summary>Learns of the versions that other nodes have put in force.</summary>
    public Task RefreshAsync(CancellationToken cancel) => InTurnAsync(() => LearnAsync(cancel));

    /// <summary>Puts a new version in force from now on, once for each caller's id: the same again gets its first answer, whatever the catalogue is by now.</summary>
    /// <returns>The version that the document became; null when the id came before with another document.</returns>
    /// <exception cref="CatalogueException">The document cannot be used; nothing was written.</exception>
    public Task<Catalogue?> ChangeAsync(string document, string callerId, Instant now, CancellationToken cancel) =>
        InTurnAsync(() => OnceAsync(document, callerId, now, cancel));

    /// <summary>Puts a new version in force from now on. The same document again changes nothing.</summary>
    /// <exception cref="CatalogueException">The document cannot be used; nothing was written.</exception>
    public Task<Catalogue> ChangeAsync(string document, Instant now, CancellationToken cancel) => InTurnAsync(() => NextAsync(document, now, cancel));

    /// <summary>What a change would lead to; nothing is written.</summary>
    /// <param name="callerId">Null for none.</param>
    /// <returns>The version that the document would become, or has become under that id; null when the id came before with another document.</returns>
    /// <exception cref="CatalogueException">The document cannot be used.</exception>
    public async Task<Catalogue?> ForeseeAsync(string document, string? callerId, Instant now, CancellationToken cancel)
    {
        await RefreshAsync(cancel).ConfigureAwait(false);
        if (callerId is not null && await FirstAsync(document, callerId, cancel).ConfigureAwait(false) is (true, var first)) return first;
        var before = current;
        return document == before.Document ? before.Catalogue : Checked(After(before, document, now)).Catalogue;
    }

    /// <summary>One change at a time: what comes twice at once under one id is one change, and of two documents under one id the second is told.</summary>
    private async Task<T> InTurnAsync<T>(Func<Task<T>> change)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (order) (before, lastChange) = (lastChange, done.Task);
        await before.ConfigureAwait(false);
        try
        {
            return await change().ConfigureAwait(false);
        }
        finally
        {
            done.SetResult();
        }
    }

    private async Task<Catalogue?> OnceAsync(string document, string callerId, Instant now, CancellationToken cancel)
    {
        await LearnAsync(cancel).ConfigureAwait(false);
        if (await FirstAsync(document, callerId, cancel).ConfigureAwait(false) is (true, var first)) return first;

        // A crash between the two leaves a change without its id; the retry finds its own document in force and notes the id then.
        var changed = await NextAsync(document, now, cancel).ConfigureAwait(false);
        var noted = await journal.AddSettingAsync(Setting(callerId), string.Create(CultureInfo.InvariantCulture, $"{changed.Version} {Hash(document)}"), cancel).ConfigureAwait(false);
        return noted ? changed : await OnceAsync(document, callerId, now, cancel).ConfigureAwait(false);
    }

    /// <summary>Whether an id came before, and the version that was its answer; null when it came with another document.</summary>
    private async Task<(bool CameBefore, Catalogue? Answer)> FirstAsync(string document, string callerId, CancellationToken cancel)
    {
        if (await journal.SettingAsync(Setting(callerId), cancel).ConfigureAwait(false) is not { } first) return (false, null);
        return first.Split(' ') is [var version, var known] && known == Hash(document)
            ? (true, Newest.OfVersion(int.Parse(version, CultureInfo.InvariantCulture)))
            : (true, null);
    }

    private static string Setting(string callerId) => "catalogue/" + callerId;

    private static string Hash(string document) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)));

    private async Task<Catalogue> NextAsync(string document, Instant now, CancellationToken cancel)
    {
        while (true)
        {
            var before = await LearnAsync(cancel).ConfigureAwait(false);
            if (document == before.Document) return before.Catalogue;
            var next = Checked(After(before, document, now));
            if (!await AddAsync(journal, next, cancel).ConfigureAwait(false)) continue;
            current = next;
            return next.Catalogue;
        }
    }

    private async Task<Current> LearnAsync(CancellationToken cancel) => current = (await NewestAsync(journal, current, cancel).ConfigureAwait(false))!;

    /// <summary>The newest version in the journal, read on from one that is known.</summary>
    /// <param name="known">Null for none.</param>
    private static async Task<Current?> NewestAsync(IJournal journal, Current? known, CancellationToken cancel)
    {
        foreach (var row in await journal.CataloguesAsync(cancel).ConfigureAwait(false))
            if (row.Version > (known?.Catalogue.Version ?? 0)) known = new(CatalogueReader.Read(row.Document, row.Since, known?.Catalogue), row.Document);
        return known;
    }

    /// <summary>A document as the version after another; never in force before that one, whatever the nodes' clocks say.</summary>
    private static Current After(Current before, string document, Instant now) =>
        new(CatalogueReader.Read(document, Instant.Max(now, before.Catalogue.Since), before.Catalogue), document);

    private Current Checked(Current next)
    {
        check(next.Catalogue);
        return next;
    }

    /// <returns>False when that version exists already.</returns>
    private static ValueTask<bool> AddAsync(IJournal journal, Current next, CancellationToken cancel) =>
        journal.AddCatalogueAsync(new(next.Catalogue.Version, next.Catalogue.Since, next.Document), cancel);

    /// <summary>The first version decides everything before it, too.</summary>
    private static readonly Instant FromTheBeginning = Instant.From(DateTimeOffset.MinValue);

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed record Current(Catalogue Catalogue, string Document);
}
