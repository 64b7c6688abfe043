namespace Holdfast.Server.Running;

/// <summary>How the web server is set up: sizes, logs, addresses.</summary>
internal static class Hosting
{
    /// <summary>No body but a catalogue or a batch of usage is larger than this.</summary>
    internal const int BodyMax = 1_048_576;

    internal static void Configure(WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyMax;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16_384;
            kestrel.Limits.MaxRequestHeaderCount = 64;
        });
        builder.Logging.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        // What cannot start is said in one sentence, by whoever started it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        if (builder.Configuration["Urls"] is null) builder.WebHost.UseUrls("http://127.0.0.1:8787");
    }
}
