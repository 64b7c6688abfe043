namespace Holdfast.Server.Running;

/// <summary><c>holdfast ready</c>: asks the server whether it is ready, where there is no other program to ask with, as in a container.</summary>
internal static class Ready
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal static async Task<int> RunAsync(string[] args)
    {
        var urls = Hosting.Begin(args).Configuration["Urls"] ?? Hosting.Url;
        Uri? url = null;
        try
        {
            url = Url(urls);

            // The server is on this machine, so that a proxy of the environment is not on the way to it.
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
            using var answer = await http.GetAsync(url);
            return answer.IsSuccessStatusCode ? 0 : Usage.Stop($"{url} answers {(int)answer.StatusCode}.");
        }
        catch (Exception cause) when (cause is HttpRequestException or TaskCanceledException)
        {
            return Usage.Stop($"{url} does not answer.");
        }
        catch (FormatException)
        {
            return Usage.Stop($"The setting Urls, '{urls}', names no address.");
        }
    }

    /// <summary>The first of the addresses that the server listens on; every address is also this machine's own.</summary>
    private static Uri Url(string urls)
    {
        var address = BindingAddress.Parse(urls.Split(';')[0]);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        return new UriBuilder(address.Scheme, host, address.Port, "/readyz").Uri;
    }
}
