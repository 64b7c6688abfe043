namespace Holdfast.Server.Running;

/// <summary>Proves the books.</summary>
internal static class Verify
{
    internal static Task<int> RunAsync(string[] args) => Task.FromResult(Usage.Stop("later"));
}
