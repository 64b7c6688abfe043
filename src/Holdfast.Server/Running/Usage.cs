namespace Holdfast.Server.Running;

/// <summary>What the executable says about itself, and when it cannot do what it was asked.</summary>
internal static class Usage
{
    private const string Commands = """
        holdfast [serve]
            Runs the server until it is told to stop.

        holdfast verify
            Replays every account of the store, checks hashes, sums and snapshots, prints the trial balance, and exits 0
            only when everything holds.

        holdfast copy --from <storage> --to <storage>
            Brings everything from one store into another, which must be empty or a part of the first. The same again goes
            on where it was stopped, and changes nothing when there is nothing left to copy.

        holdfast export [--to <file>]
            Writes the store as JSON lines; to standard output without a file. The same again goes on with a file that is
            not complete.

        holdfast import [--from <file>]
            Reads such lines into the store, which must be empty or a part of them; from standard input without a file. The
            same again goes on where it was stopped.

        holdfast backup --to <file>
            Copies an embedded store as it is at one moment, also while a server uses it. The file is a store.

        holdfast ready
            Asks the server at the setting Urls whether it is ready, and exits 0 when it is.

        holdfast help, holdfast --version

        Settings follow as --Name=value, or stand in the environment, where : is __. The store is the setting
        Holdfast:Storage; a <storage> is what that setting takes, for instance sqlite:/var/lib/holdfast/holdfast.db.
        """;

    internal static int Help()
    {
        Console.WriteLine($"Holdfast {Number}, the account server for usage-billed APIs\n\n{Commands}");
        return 0;
    }

    internal static int Version()
    {
        Console.WriteLine($"holdfast {Number}");
        return 0;
    }

    internal static int Unknown(string command) => Wrong($"there is no command '{command}'");

    /// <summary>A command line that means nothing.</summary>
    internal static int Wrong(string sentence)
    {
        Console.Error.WriteLine($"holdfast: {sentence}; holdfast help tells what there is.");
        return 2;
    }

    /// <summary>One clear sentence, and a non-zero exit.</summary>
    internal static int Stop(string sentence)
    {
        Console.Error.WriteLine("holdfast: " + sentence);
        return 1;
    }

    private static string Number => typeof(Usage).Assembly.GetName().Version!.ToString(3);
}
