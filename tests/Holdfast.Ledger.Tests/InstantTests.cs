namespace Holdfast.Ledger.Tests;

public class InstantTests
{
    private static readonly DateTimeOffset Time = new(2026, 7, 8, 9, 10, 11, 12, 13, TimeSpan.FromHours(2));

    [Fact]
    public void An_instant_is_whole_microseconds_in_UTC()
    {
        var instant = Instant.From(Time.AddTicks(9));
        Assert.Equal("2026-07-08T07:10:11.012013Z", instant.ToString());
        Assert.Equal(new DateTime(2026, 7, 8, 7, 10, 11, 12, 13, DateTimeKind.Utc), instant.ToUtc());
        Assert.Equal(DateTimeKind.Utc, instant.ToUtc().Kind);
        Assert.Equal(Time.ToUnixTimeSeconds(), instant.UnixSeconds);
        Assert.Equal(Time.ToUnixTimeMilliseconds(), instant.UnixMilliseconds);
        Assert.Equal("2026-07-08T07:10:11Z", Instant.FromUnixSeconds(Time.ToUnixTimeSeconds()).ToString());
        Assert.Equal("2026-07-08T07:10:11.012000Z", Instant.FromUnixMilliseconds(Time.ToUnixTimeMilliseconds()).ToString());
        Assert.Equal("9000-12-31T23:59:59Z", Instant.InputMax.ToString());
        Assert.Equal(long.MaxValue, Instant.Never.Micros);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(999, 0, 0)]
    [InlineData(1_000_000, 1, 1_000)]
    [InlineData(1_999_999, 1, 1_999)]
    [InlineData(-1, -1, -1)]
    [InlineData(-1_000, -1, -1)]
    [InlineData(-1_000_000, -1, -1_000)]
    [InlineData(-1_000_001, -2, -1_001)]
    public void Seconds_and_milliseconds_leave_the_fraction_out(long micros, long seconds, long milliseconds)
    {
        Assert.Equal(seconds, new Instant(micros).UnixSeconds);
        Assert.Equal(milliseconds, new Instant(micros).UnixMilliseconds);
    }

    /// <summary>Guarantees that a finding about a counter that counts for ever can be told.</summary>
    [Theory]
    [InlineData(long.MaxValue, "9223372036854775807")]
    [InlineData(long.MinValue, "-9223372036854775808")]
    [InlineData(253_402_300_800_000_000, "253402300800000000")]
    [InlineData(253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z")]
    [InlineData(-62_135_596_800_000_000, "0001-01-01T00:00:00Z")]
    [InlineData(-62_135_596_800_000_001, "-62135596800000001")]
    public void What_no_calendar_has_is_shown_as_its_number(long micros, string shown) => Assert.Equal(shown, new Instant(micros).ToString());

    [Fact]
    public void Instants_compare_and_lie_apart()
    {
        Instant one = new(1), two = new(2);
        Assert.Equal(two, one + TimeSpan.FromMicroseconds(1));
        Assert.Equal(TimeSpan.FromMicroseconds(-1), one - two);
        Assert.True(one < two && two > one && one <= two && two >= one);
        Assert.False(two < one || one > two || two <= one || one >= two);
        Assert.False(one < new Instant(1) || one > new Instant(1));
        Assert.True(one <= new Instant(1) && one >= new Instant(1));
        Assert.Equal(one, Instant.Min(one, two));
        Assert.Equal(one, Instant.Min(two, one));
        Assert.Equal(two, Instant.Max(one, two));
        Assert.Equal(two, Instant.Max(two, one));
        Assert.Equal(1, two.CompareTo(one));
        Assert.Throws<OverflowException>(() => Instant.Never + TimeSpan.FromSeconds(1));
    }
}
