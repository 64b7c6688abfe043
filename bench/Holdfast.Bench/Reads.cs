namespace Holdfast.Bench;
internal static class Reads { internal static Task<int> RunAsync(Options options) => Task.FromResult(2); }
