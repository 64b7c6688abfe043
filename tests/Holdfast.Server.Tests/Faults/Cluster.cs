namespace Holdfast.Server.Tests.Faults;

/// <summary>Servers on one store, each a process of its own, which are killed and started again while callers speak to them.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string[] storages;
    private readonly (string Name, string Value)[] settings;

    /// <summary>The servers; one that is being started is waited for.</summary>
    private readonly Task<ServerProcess>[] nodes;
    private bool isDisposed;

    private Cluster(string[] storages, (string Name, string Value)[] settings)
    {
        (this.storages, this.settings) = (storages, settings);
        nodes = [.. storages.Select(storage => ServerProcess.StartAsync(storage, settings))];
    }

    public int Count => nodes.Length;

    /// <param name="storages">The way of each server to the one store.</param>
    public static async Task<Cluster> StartAsync(string[] storages, params (string Name, string Value)[] settings)
    {
        var cluster = new Cluster(storages, settings);
        await Task.WhenAll(cluster.nodes);
        return cluster;
    }

    /// <summary>Where a server listens, once it does.</summary>
    public async Task<string> UrlAsync(int node) => (await Volatile.Read(ref nodes[node])).Url;

    /// <summary>Kills a server whatever it is doing, and starts another on the same store.</summary>
    public async Task KillAsync(int node)
    {
        await using var killed = await nodes[node];
        var started = new TaskCompletionSource<ServerProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref nodes[node], started.Task);
        await killed.KillAsync();
        try
        {
            started.SetResult(await ServerProcess.StartAsync(storages[node], settings));
        }
        catch (Exception cause)
        {
            // Whoever waits for it waits in vain.
            started.SetException(cause);
            throw;
        }
    }

    /// <summary>What the servers that run now have logged of bugs.</summary>
    public async Task<string> BugsAsync()
    {
        var logged = await Task.WhenAll(nodes.Select(async node => (await node).Output.Split('\n').Where(line => line.Contains("met a bug", StringComparison.Ordinal))));
        return string.Join('\n', logged.SelectMany(lines => lines));
    }

    /// <summary>Kills them all.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed) return;
        isDisposed = true;
        foreach (var node in nodes)
            if (node.IsCompletedSuccessfully) await (await node).DisposeAsync();
    }
}
