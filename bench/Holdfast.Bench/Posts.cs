namespace Holdfast.Bench;
internal static class Posts { internal static Task<int> RunAsync(Options options) => Task.FromResult(2); }
