using System.Text.RegularExpressions;

namespace Holdfast.Server.Running;

/// <summary>The section <c>Holdfast</c> of the configuration. In the environment <c>:</c> is <c>__</c>.</summary>
internal sealed partial record Settings
{
    /// <summary><c>sqlite:</c> and a path, or <c>postgres:</c> and a connection string.</summary>
    public string Storage { get; init; } = "sqlite:data/holdfast.db";

    /// <summary>Whether no other node uses the store; null for true on an embedded one, which has no room for another, and false elsewhere.</summary>
    public bool? SingleNode { get; init; }

    /// <summary>Null: made at the first start, printed once, and stored hashed.</summary>
    public string? OperatorKey { get; init; }

    /// <summary>Whether a new store begins with a demo account for each vendor; null for true on an embedded one and false elsewhere.</summary>
    public bool? Demo { get; init; }

    /// <summary>A YAML file; null for the catalogue that the store has, or the built-in one.</summary>
    public string? Catalogue { get; init; }

    /// <summary>A clock that stands still until <c>POST /ledger/v1/clock</c> moves it.</summary>
    public bool TestClock { get; init; }

    /// <summary>Accounts kept in memory.</summary>
    public int AccountsInMemory { get; init; } = 200_000;

    public RateLimitOptions RateLimit { get; init; } = new();

    /// <summary>Where OpenTelemetry sends metrics and traces, an OTLP endpoint; null for nowhere.</summary>
    public string? Otlp { get; init; }

    /// <exception cref="SettingException">One has no meaning; the message names it, and not its value, which may be a secret.</exception>
    internal static Settings From(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection("Holdfast").Get<Settings>() ?? new();
        }
        catch (InvalidOperationException cause)
        {
            var name = NamedSetting().Match(cause.Message) is { Success: true } match ? match.Value : "Holdfast";
            throw new SettingException($"The setting {name} has a value of the wrong type.", cause);
        }
    }

    [GeneratedRegex("Holdfast(:[A-Za-z]+)+")]
    private static partial Regex NamedSetting();
}

/// <summary>A setting that has no meaning. The message is one sentence for the operator.</summary>
internal sealed class SettingException(string message, Exception cause) : Exception(message, cause);
