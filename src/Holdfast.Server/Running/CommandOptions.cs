namespace Holdfast.Server.Running;

/// <summary>The options of a command, and the settings that stand beside them.</summary>
internal sealed class CommandOptions
{
    private readonly Dictionary<string, string> options = [];

    /// <summary>What is no option: settings, for the configuration to read.</summary>
    internal string[] Settings { get; private init; } = [];

    /// <param name="known">The command's options, without the dashes; each takes a value.</param>
    /// <exception cref="CommandException">There is something else, or no value.</exception>
    internal static CommandOptions Read(string[] args, params string[] known)
    {
        var settings = new List<string>();
        var read = new Dictionary<string, string>();
        for (var at = 0; at < args.Length; at++)
        {
            var (name, value) = args[at].Split('=', 2) is [var before, var after] ? (before, after) : (args[at], null);
            if (!name.StartsWith("--", StringComparison.Ordinal)) throw new CommandException($"'{name}' is neither an option nor a setting");
            var isOption = known.Contains(name[2..]);

            // A setting has its section in front, so that an option with a slip in it is not taken for one.
            if (!isOption && !name.Contains(':', StringComparison.Ordinal)) throw new CommandException($"there is no option '{name}'");
            value ??= at + 1 < args.Length ? args[++at] : throw new CommandException($"{name} has no value");
            if (!isOption) settings.Add($"{name}={value}");
            else if (!read.TryAdd(name[2..], value)) throw new CommandException($"{name} stands there twice");
        }

        return new(read) { Settings = [.. settings] };
    }

    private CommandOptions(Dictionary<string, string> options) => this.options = options;

    internal string? Find(string option) => options.GetValueOrDefault(option);

    /// <exception cref="CommandException">It is not there.</exception>
    internal string Get(string option) => Find(option) ?? throw new CommandException($"--{option} is missing");
}

/// <summary>A command line that means nothing. The message is one sentence without its end.</summary>
internal sealed class CommandException(string message) : Exception(message);
