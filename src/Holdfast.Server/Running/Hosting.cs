using Microsoft.Extensions.Configuration.Memory;

namespace Holdfast.Server.Running;

/// <summary>How the web server is set up: sizes, logs, addresses.</summary>
internal static class Hosting
{
    /// <summary>No body but a catalogue or a batch of usage is larger than this.</summary>
    internal const int BodyMax = 1_048_576;

    /// <summary>So much of an answer waits for a client that is still sending. Many clients read nothing until they have sent everything.</summary>
    private const int AnswerMax = 1_048_576;

    /// <summary>Where the server listens unless the setting <c>Urls</c> says otherwise.</summary>
    internal const string Url = "http://127.0.0.1:8787";

    /// <summary>What holds unless the operator's configuration says otherwise.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",

        // What cannot start is said in one sentence, by whoever started it.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting"] = "None",
    };

    /// <summary>What begins every command. Settings are read once: watching for other ones would mean every folder below the current one.</summary>
    internal static WebApplicationBuilder Begin(string[] settings) =>
        WebApplication.CreateSlimBuilder([.. settings, "--hostBuilder:reloadConfigOnChange=false"]);

    internal static void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyMax;
            kestrel.Limits.MaxResponseBufferSize = AnswerMax;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16_384;
            kestrel.Limits.MaxRequestHeaderCount = 64;
        });
        builder.Logging.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
        if (builder.Configuration["Urls"] is null) builder.WebHost.UseUrls(Url);
    }
}
