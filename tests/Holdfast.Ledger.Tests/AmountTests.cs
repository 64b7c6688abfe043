namespace Holdfast.Ledger.Tests;

public class AmountTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("10", 10_000_000)]
    [InlineData("9.955", 9_955_000)]
    [InlineData("-0.5", -500_000)]
    [InlineData("0.000001", 1)]
    [InlineData("-0.000001", -1)]
    [InlineData("100", 100_000_000)]
    [InlineData("9223372036854.775807", long.MaxValue)]
    [InlineData("-9223372036854.775807", -long.MaxValue)]
    public void An_amount_is_the_shortest_decimal_there_and_back(string text, long micros)
    {
        Assert.True(Amount.TryParse(text, out var amount));
        Assert.Equal(micros, amount.Micros);
        Assert.Equal(text, amount.ToString());
    }

    [Fact]
    public void The_lowest_amount_can_be_written() => Assert.Equal("-9223372036854.775808", new Amount(long.MinValue).ToString());

    [Theory]
    [InlineData("1.50", "1.5")]
    [InlineData("1.000000", "1")]
    [InlineData("-0", "0")]
    [InlineData("0.10", "0.1")]
    public void Zeros_at_the_end_are_read(string text, string shown)
    {
        Assert.True(Amount.TryParse(text, out var amount));
        Assert.Equal(shown, amount.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("01")]
    [InlineData("00")]
    [InlineData("-01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1.0000001")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData("1.-5")]
    [InlineData("9223372036854.775808")]
    [InlineData("10000000000000")]
    [InlineData("99999999999999")]
    [InlineData("٣")]
    [InlineData("/")]
    [InlineData(":")]
    public void Anything_else_is_no_amount(string text)
    {
        Assert.False(Amount.TryParse(text, out var amount));
        Assert.Equal(Amount.Zero, amount);
    }

    [Theory]
    [InlineData("42.5", 2, "42.50")]
    [InlineData("42", 2, "42.00")]
    [InlineData("42", 0, "42")]
    [InlineData("42.123456", 2, "42.123456")]
    [InlineData("42.1", 0, "42.1")]
    [InlineData("42.1", 1, "42.1")]
    [InlineData("42", 1, "42.0")]
    [InlineData("42.01", 1, "42.01")]
    [InlineData("-0.05", 6, "-0.050000")]
    public void An_amount_shows_at_least_as_many_decimals_as_asked(string text, int decimals, string shown) =>
        Assert.Equal(shown, SmallCatalogue.Of(text).ToString(decimals));

    [Fact]
    public void Twenty_eight_characters_suffice_and_fewer_are_refused()
    {
        Assert.True(Amount.Units(1).TryFormat(new char[28], out var written));
        Assert.Equal(1, written);
        Assert.True(Amount.Units(1).TryFormat(new char[28], out written, decimalsMin: 2));
        Assert.Equal(4, written);
        Assert.False(Amount.Units(1).TryFormat(new char[27], out written));
        Assert.Equal(0, written);
    }

    [Theory]
    [InlineData("3", "0.1", 6, "0.3")]
    [InlineData("0.5", "0.05", 2, "0.03")]
    [InlineData("0.000001", "0.000001", 6, "0.000001")]
    [InlineData("0.000001", "0.000001", 0, "1")]
    [InlineData("2", "0.5", 0, "1")]
    [InlineData("3", "0.5", 0, "2")]
    [InlineData("0", "5", 0, "0")]
    [InlineData("-3", "0.5", 0, "-1")]
    [InlineData("-0.000001", "0.000001", 6, "0")]
    [InlineData("1000000", "1000000", 6, "1000000000000")]
    public void A_price_is_rounded_up(string quantity, string price, int decimals, string product) =>
        Assert.Equal(product, SmallCatalogue.Of(quantity).Times(SmallCatalogue.Of(price), decimals).ToString());

    [Theory]
    [InlineData("1", 0, true)]
    [InlineData("1.1", 0, false)]
    [InlineData("1.1", 1, true)]
    [InlineData("1.11", 1, false)]
    [InlineData("1.111111", 5, false)]
    [InlineData("1.111111", 6, true)]
    [InlineData("-1.11", 2, true)]
    [InlineData("1.111", 2, false)]
    [InlineData("1.111", 3, true)]
    [InlineData("1.1111", 4, true)]
    [InlineData("1.11111", 4, false)]
    [InlineData("1.1111", 3, false)]
    [InlineData("1.11111", 5, true)]
    public void An_amount_fits_as_many_decimals_as_it_has(string text, int decimals, bool fits) =>
        Assert.Equal(fits, SmallCatalogue.Of(text).FitsDecimals(decimals));

    [Fact]
    public void There_are_no_more_than_six_decimals() => Assert.Throws<ArgumentOutOfRangeException>(() => Amount.Zero.FitsDecimals(7));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(999_999, 0)]
    [InlineData(1_000_000, 1)]
    [InlineData(-1, -1)]
    [InlineData(-1_000_000, -1)]
    [InlineData(-1_000_001, -2)]
    [InlineData(long.MinValue, -9_223_372_036_855)]
    [InlineData(long.MaxValue, 9_223_372_036_854)]
    public void Whole_units_leave_the_fraction_out(long micros, long units) => Assert.Equal(units, new Amount(micros).WholeUnits);

    [Fact]
    public void Amounts_compare_and_add_and_never_wrap()
    {
        Amount one = new(1), two = new(2), most = new(long.MaxValue);
        Assert.Equal(new(3), one + two);
        Assert.Equal(new(-1), one - two);
        Assert.Equal(new(-2), -two);
        Assert.True(one < two && two > one && one <= two && two >= one);
        Assert.False(two < one || one > two || two <= one || one >= two);
        Assert.False(one < new Amount(1) || one > new Amount(1));
        Assert.True(one <= new Amount(1) && one >= new Amount(1));
        Assert.Equal(one, Amount.Min(one, two));
        Assert.Equal(one, Amount.Min(two, one));
        Assert.Equal(two, Amount.Max(one, two));
        Assert.Equal(two, Amount.Max(two, one));
        Assert.Equal(-1, one.CompareTo(two));
        Assert.True(Amount.Zero.IsZero && !one.IsZero);
        Assert.True(one.IsPositive && !Amount.Zero.IsPositive && !(-one).IsPositive);
        Assert.True((-one).IsNegative && !Amount.Zero.IsNegative && !one.IsNegative);
        Assert.True(Amount.Units(3).IsWhole && !new Amount(3_000_001).IsWhole);
        Assert.Throws<OverflowException>(() => most + one);
        Assert.Throws<OverflowException>(() => -most - two);
        Assert.Throws<OverflowException>(() => -new Amount(long.MinValue));
        Assert.Throws<OverflowException>(() => most.Times(Amount.Units(2)));
        Assert.Throws<OverflowException>(() => Amount.Units(long.MaxValue / 1_000));
    }
}
