namespace Holdfast.Bench;
internal static class History { internal static Task<int> RunAsync(Options options) => Task.FromResult(2); }
