namespace Holdfast.Bench;
internal static class Start { internal static Task<int> RunAsync(Options options) => Task.FromResult(2); }
