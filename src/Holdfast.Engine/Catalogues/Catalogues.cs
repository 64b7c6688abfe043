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
        Current? newest = null;
        foreach (var row in await journal.CataloguesAsync(cancel).ConfigureAwait(false))
            newest = new(CatalogueReader.Read(row.Document, row.Since, newest?.Catalogue), row.Document);
        if (newest is not null && (document is null || document == newest.Document))
        {
            check(newest.Catalogue);
            return new(journal, check, newest);
        }

        document ??= BuiltIn;
        var catalogue = CatalogueReader.Read(document, newest is null ? FromTheBeginning : now, newest?.Catalogue);
        check(catalogue);
        await journal.AddCatalogueAsync(new(catalogue.Version, catalogue.Since, document), cancel).ConfigureAwait(false);
        return new(journal, check, new(catalogue, document));
    }

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
        if (callerId is not null && await FirstAsync(document, callerId, cancel).ConfigureAwait(false) is (true, var first)) return first;
        var before = current;
        return document == before.Document ? before.Catalogue : Checked(document, now, before);
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
        if (await FirstAsync(document, callerId, cancel).ConfigureAwait(false) is (true, var first)) return first;

        // A crash between the two leaves a change without its id; the retry finds its own document in force and notes the id then.
        var changed = await NextAsync(document, now, cancel).ConfigureAwait(false);
        await journal.SetSettingAsync(Setting(callerId), string.Create(CultureInfo.InvariantCulture, $"{changed.Version} {Hash(document)}"), cancel).ConfigureAwait(false);
        return changed;
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
        var before = current;
        if (document == before.Document) return before.Catalogue;
        var catalogue = Checked(document, now, before);
        if (!await journal.AddCatalogueAsync(new(catalogue.Version, now, document), cancel).ConfigureAwait(false))
            throw new JournalUnavailableException("The catalogue has just been changed by somebody else.");
        current = new(catalogue, document);
        return catalogue;
    }

    private Catalogue Checked(string document, Instant now, Current before)
    {
        var catalogue = CatalogueReader.Read(document, now, before.Catalogue);
        check(catalogue);
        return catalogue;
    }

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
