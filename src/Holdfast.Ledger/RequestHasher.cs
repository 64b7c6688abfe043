using System.Collections.Immutable;

namespace Holdfast.Ledger;

/// <summary>
/// FNV-1a over 64 bits: tells one request from another under the same caller's id. It is kept in the journal, so it must
/// never change; it guards against mistakes, not against attack.
/// </summary>
internal ref struct RequestHasher
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private ulong value;

    /// <summary>Never zero, which stands for no request.</summary>
    public readonly long Value => unchecked((long)(value == 0 ? Offset : value));

    public static RequestHasher For(string command)
    {
        var hash = new RequestHasher { value = Offset };
        hash.Add(command);
        return hash;
    }

    public void Add(string? text)
    {
        Add(text is null ? -1 : text.Length);
        foreach (var character in text ?? "") Mix(character);
    }

    public void Add(long number)
    {
        for (var shift = 0; shift < 64; shift += 16) Mix((ushort)(unchecked((ulong)number >> shift) & 0xFFFF));
    }

    public void Add(bool flag) => Mix(flag ? 1u : 0u);

    public void Add(Amount? amount) => Add(amount?.Micros, amount is not null);

    public void Add(Instant? instant) => Add(instant?.Micros, instant is not null);

    public void Add(TimeSpan? span) => Add(span?.Ticks, span is not null);

    public void Add(AssetAmount? amount)
    {
        Add(amount?.Asset);
        Add(amount?.Amount);
    }

    public void Add(ImmutableArray<string> texts)
    {
        Add(texts.Length);
        foreach (var text in texts) Add(text);
    }

    private void Add(long? number, bool present)
    {
        Add(present);
        if (number is { } given) Add(given);
    }

    private void Mix(uint unit) => value = unchecked((value ^ unit) * Prime);
}
