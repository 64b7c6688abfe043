namespace Holdfast.Server.Running;

/// <summary>What the executable says when it cannot do what it was asked.</summary>
internal static class Usage
{
    internal static int Unknown(string command)
    {
        Console.Error.WriteLine($"holdfast: there is no command '{command}'; there are serve (the default) and verify.");
        return 2;
    }

    /// <summary>One clear sentence, and a non-zero exit.</summary>
    internal static int Stop(string sentence)
    {
        Console.Error.WriteLine("holdfast: " + sentence);
        return 1;
    }
}
