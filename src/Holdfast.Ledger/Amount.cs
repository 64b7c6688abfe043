using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Holdfast.Ledger;

/// <summary>How much of an asset, or of a meter's unit, in whole millionths. Every operation is overflow checked.</summary>
/// <param name="Micros">Millionths of one unit; may be negative.</param>
public readonly record struct Amount(long Micros) : IComparable<Amount>
{
    /// <summary>Decimals an amount can carry.</summary>
    public const int DecimalsMax = 6;

    /// <summary>Millionths in one unit.</summary>
    public const long One = 1_000_000;

    /// <summary>The largest amount a caller may name: 10¹² units.</summary>
    public static readonly Amount InputMax = Units(1_000_000_000_000);

    /// <summary>All that callers may ever give one account of one asset.</summary>
    public static readonly Amount EverGivenMax = Units(4_000_000_000_000);

    /// <summary>
    /// All that an account may ever have of one asset, pools included, which fill by themselves. It leaves room in 64 bits,
    /// so that nothing that time does can fail.
    /// </summary>
    public static readonly Amount EverHadMax = Units(8_000_000_000_000);

    public static Amount Zero => default;

    public bool IsZero => Micros == 0;

    public bool IsPositive => Micros > 0;

    public bool IsNegative => Micros < 0;

    /// <summary>True when there is no fraction of a unit.</summary>
    public bool IsWhole => Micros % One == 0;

    public static Amount Units(long units) => new(units * One);

    /// <summary>Whole units, the fraction dropped towards negative infinity.</summary>
    public long WholeUnits => Micros / One - (Micros % One < 0 ? 1 : 0);

    public static Amount Min(Amount a, Amount b) => new(Math.Min(a.Micros, b.Micros));

    public static Amount Max(Amount a, Amount b) => new(Math.Max(a.Micros, b.Micros));

    /// <summary>True when at most <paramref name="decimals"/> digits follow the point.</summary>
    public bool FitsDecimals(int decimals) => Micros % PowerOfTen(DecimalsMax - decimals) == 0;

    /// <summary>
    /// This quantity times a price for one unit, rounded up to <paramref name="decimals"/> digits, so that a price
    /// never comes out as nothing.
    /// </summary>
    /// <exception cref="OverflowException">The product is out of range.</exception>
    public Amount Times(Amount unitPrice, int decimals = DecimalsMax) => RoundedUp((Int128)Micros * unitPrice.Micros, decimals);

    /// <summary>An exact amount, in millionths of a millionth, rounded up to <paramref name="decimals"/> digits.</summary>
    /// <exception cref="OverflowException">It is out of range.</exception>
    internal static Amount RoundedUp(Int128 exact, int decimals)
    {
        var step = (Int128)PowerOfTen(DecimalsMax - decimals);
        var unit = step * One;
        var steps = exact / unit + (exact % unit > 0 ? 1 : 0);
        return new((long)(steps * step));
    }

    public int CompareTo(Amount other) => Micros.CompareTo(other.Micros);

    public static Amount operator +(Amount a, Amount b) => new(a.Micros + b.Micros);

    public static Amount operator -(Amount a, Amount b) => new(a.Micros - b.Micros);

    public static Amount operator -(Amount a) => new(-a.Micros);

    public static bool operator <(Amount a, Amount b) => a.Micros < b.Micros;

    public static bool operator >(Amount a, Amount b) => a.Micros > b.Micros;

    public static bool operator <=(Amount a, Amount b) => a.Micros <= b.Micros;

    public static bool operator >=(Amount a, Amount b) => a.Micros >= b.Micros;

    /// <summary>The shortest decimal: <c>9.955</c>, <c>10</c>, <c>-0.5</c>.</summary>
    public override string ToString() => ToString(0);

    /// <summary>The decimal with at least <paramref name="decimalsMin"/> digits after the point: <c>42.50</c> for 2.</summary>
    public string ToString(int decimalsMin)
    {
        Span<char> text = stackalloc char[28];
        TryFormat(text, out var written, decimalsMin);
        return new(text[..written]);
    }

    /// <summary>Writes the decimal without allocating. 28 characters always suffice.</summary>
    public bool TryFormat(Span<char> destination, out int written, int decimalsMin = 0)
    {
        written = 0;
        var magnitude = (UInt128)Int128.Abs(Micros);
        var whole = (ulong)(magnitude / One);
        var fraction = (uint)(magnitude % One);
        if (destination.Length < 28) return false;
        if (Micros < 0) destination[written++] = '-';
        whole.TryFormat(destination[written..], out var digits, provider: CultureInfo.InvariantCulture);
        written += digits;
        if (fraction == 0 && decimalsMin == 0) return true;
        destination[written++] = '.';
        fraction.TryFormat(destination[written..], out _, "D6", CultureInfo.InvariantCulture);
        var decimals = DecimalsMax;
        while (decimals > Math.Max(decimalsMin, 1) && destination[written + decimals - 1] == '0') decimals--;
        written += decimals;
        return true;
    }

    /// <summary>
    /// Reads a plain decimal: an optional minus, digits without a leading zero, at most six decimals. No exponent, no
    /// plus, no grouping, no spaces.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] ReadOnlySpan<char> text, out Amount amount)
    {
        amount = default;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative) text = text[1..];
        var point = text.IndexOf('.');
        var whole = point == -1 ? text : text[..point];
        var fraction = point == -1 ? [] : text[(point + 1)..];
        if (!IsDigits(whole) || (whole.Length > 1 && whole[0] == '0') || whole.Length > 13) return false;
        if (point != -1 && (!IsDigits(fraction) || fraction.Length > DecimalsMax)) return false;

        var micros = Digits(whole) * One + Digits(fraction) * PowerOfTen(DecimalsMax - fraction.Length);
        if (micros > (Int128)long.MaxValue) return false;
        amount = new((long)(negative ? -micros : micros));
        return true;
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');

    private static Int128 Digits(ReadOnlySpan<char> text)
    {
        Int128 value = 0;
        foreach (var digit in text) value = value * 10 + (digit - '0');
        return value;
    }

    private static long PowerOfTen(int exponent) => exponent switch
    {
        0 => 1,
        1 => 10,
        2 => 100,
        3 => 1_000,
        4 => 10_000,
        5 => 100_000,
        6 => 1_000_000,
        _ => throw new ArgumentOutOfRangeException(nameof(exponent)),
    };
}
