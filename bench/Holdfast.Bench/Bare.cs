namespace Holdfast.Bench;
internal static class Bare { internal static Task<int> ServeAsync(string url) => Task.FromResult(2); }
