namespace Holdfast.Server;

/// <summary>A clock that stands still until it is moved. For tests and documented examples only: <c>Holdfast:TestClock</c>.</summary>
internal sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private long ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    internal void Set(DateTimeOffset now) => Interlocked.Exchange(ref ticks, now.UtcTicks);
}
