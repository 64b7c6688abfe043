using System.Net;

namespace Holdfast.Server.Tests.Dialects;

/// <summary>
/// Requests of one account that a node has let in and cannot answer, since the rest of their bodies is still to come. A node
/// asks for a body when the request is let in, so nobody has to guess when that is.
/// </summary>
internal sealed class RequestsInFlight : IAsyncDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan });
    private readonly List<(LateBody Body, Task<HttpResponseMessage> Answer)> requests = [];

    /// <summary>The built-in catalogue, with a bound also for the dialect whose bodies can be late.</summary>
    public static CatalogueFile Catalogue(params ReadOnlySpan<(string Part, string Instead)> changes) =>
        new([("  generect:\n", "  generect:\n    requests_at_once: requests\n"), .. changes]);

    /// <summary>Starts so many, every one of which must be let in.</summary>
    public static async Task<RequestsInFlight> StartAsync(TestNode node, Customer customer, int count)
    {
        var started = new RequestsInFlight();
        for (var number = 0; number < count; number++)
        {
            var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(node.Http.BaseAddress!, "/api/auth/users/me/")) { Content = new LateBody() };
            request.Headers.TryAddWithoutValidation("Authorization", "Token " + customer.Secret.Text);
            request.Headers.ExpectContinue = true;
            var body = (LateBody)request.Content;
            var answer = started.http.SendAsync(request);
            started.requests.Add((body, answer));
            Assert.Same(body.Asked, await Task.WhenAny(body.Asked, answer));
        }

        return started;
    }

    /// <summary>Lets the bodies come, and waits for the answers.</summary>
    public async Task FinishAsync()
    {
        foreach (var (body, _) in requests) body.Come();
        foreach (var (_, answer) in requests) Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        requests.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await FinishAsync();
        http.Dispose();
    }

    /// <summary>An object without fields that comes when it is told to.</summary>
    private sealed class LateBody : HttpContent
    {
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource coming = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LateBody() => Headers.ContentType = new("application/json");

        /// <summary>Done when the node has said that it wants the body.</summary>
        public Task Asked => asked.Task;

        public void Come() => coming.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            asked.TrySetResult();
            await coming.Task;
            await stream.WriteAsync("{}"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 2;
            return true;
        }
    }
}
