using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Server.Tests;

/// <summary>The server as an operator runs it: its own process, which a test may kill.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    public const string OperatorKey = "hfop_test_operator_key";
    private readonly StringBuilder output = new();

    private ServerProcess(Process process, string url)
    {
        Process = process;
        Url = url;
    }

    public Process Process { get; }

    public string Url { get; }

    /// <summary>What it has printed so far.</summary>
    public string Output
    {
        get { lock (output) return output.ToString(); }
    }

    /// <summary>Starts the executable and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string storage, params (string Name, string Value)[] settings)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var server = new ServerProcess(Launch([], storage, [("Urls", url), .. settings]), url);
        server.Collect();
        using var http = new HttpClient();
        while (true)
        {
            if (server.Process.HasExited) throw new InvalidOperationException($"The server ended with {server.Process.ExitCode}: {server.Output}");
            try
            {
                if ((await http.GetAsync(url + "/readyz")).StatusCode == HttpStatusCode.OK) return server;
            }
            catch (HttpRequestException)
            {
                // Nobody listens yet.
            }

            await Task.Yield();
        }
    }

    /// <summary>Runs the executable to its end.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(string[] arguments, string storage, params (string Name, string Value)[] settings)
    {
        using var process = Launch(arguments, storage, settings);
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }

    /// <summary>Ends it at once, whatever it is doing.</summary>
    public async Task KillAsync()
    {
        Process.Kill(entireProcessTree: true);
        await Process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a service manager does; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", Process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await Process.WaitForExitAsync();
        return Process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited) await KillAsync();
        Process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts the executable, for a test that feeds or kills it; what it prints is not kept.</summary>
    /// <param name="isFed">Whether the test writes its standard input.</param>
    public static Process Launch(string[] arguments, string storage, bool isFed)
    {
        var process = Launch(arguments, storage, [], isFed);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static Process Launch(string[] arguments, string storage, (string Name, string Value)[] settings, bool isFed = false)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "holdfast.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["Holdfast__Storage"] = storage;
        start.Environment["Holdfast__OperatorKey"] = OperatorKey;
        start.Environment["Holdfast__Demo"] = "false";
        start.Environment["Holdfast__RateLimit__Enabled"] = "false";
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start)!;
        if (!isFed) process.StandardInput.Close();
        return process;
    }

    private void Collect()
    {
        Process.OutputDataReceived += (_, line) => Keep(line.Data);
        Process.ErrorDataReceived += (_, line) => Keep(line.Data);
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        lock (output) output.AppendLine(line);
    }
}
