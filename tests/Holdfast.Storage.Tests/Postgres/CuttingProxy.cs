using System.Net;
using System.Net.Sockets;

namespace Holdfast.Storage.Tests;

/// <summary>How a connection breaks.</summary>
internal enum Cut
{
    None,

    /// <summary>What is asked from now on never arrives.</summary>
    Question,

    /// <summary>What is asked arrives and is done; the answer never comes back.</summary>
    Answer,

    /// <summary>What is asked arrives, and the caller's side breaks at once; the server does not hear of it.</summary>
    Silence,
}

/// <summary>A way to a server that breaks when the test says so.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private readonly List<Socket> _open = [];
    private readonly Task _accepting;
    private volatile Cut _cut;
    private int _spared;

    /// <param name="port">Where the server listens.</param>
    public CuttingProxy(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections broken so far.</summary>
    public int Broken { get; private set; }

    /// <summary>Breaks the next connection over which something is asked, once.</summary>
    /// <param name="spared">So many questions pass before.</param>
    public void CutNext(Cut cut, int spared = 0) => (_spared, _cut) = (spared, cut);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        lock (_open) foreach (var socket in _open) socket.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                lock (_open) _open.AddRange([caller, server]);
                await server.ConnectAsync(IPAddress.Loopback, _port);
                _ = Task.Run(() => CarryAsync(caller, server));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(Socket caller, Socket server)
    {
        var isCut = false;
        var answers = Task.Run(async () =>
        {
            await CopyAsync(server, caller, () => !isCut);
            caller.Dispose();
        });
        await CopyAsync(caller, server, () =>
        {
            var cut = _cut;
            if (cut == Cut.None || Interlocked.Decrement(ref _spared) >= 0) return true;
            (_cut, isCut) = (Cut.None, true);
            Broken++;
            if (cut == Cut.Question) server.Dispose();
            if (cut == Cut.Silence) caller.Close(0);
            return cut != Cut.Question;
        });
        // To the server the connection looks whole, except where the caller has closed it.
        if (!isCut) server.Dispose();
        await answers;
    }

    private static async Task CopyAsync(Socket from, Socket to, Func<bool> passes)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                if (!passes()) return;
                await to.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // Either side has gone.
        }
    }
}
