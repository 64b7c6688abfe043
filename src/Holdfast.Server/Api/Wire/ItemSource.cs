using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Holdfast.Server.Api;

/// <summary>One of many things in a body that has no end to wait for.</summary>
/// <param name="Number">Its line, or its place in the array, from 1.</param>
/// <param name="Bytes">Valid until the next ones are read.</param>
/// <param name="Failure">Why it cannot be read; null when it can.</param>
internal readonly record struct RawItem(long Number, ReadOnlyMemory<byte> Bytes, Failure? Failure = null);

/// <summary>Reads a body item by item as it comes, and no further than somebody asks.</summary>
internal abstract class ItemSource(PipeReader body)
{
    /// <summary>Bytes of one item.</summary>
    internal const int ItemMax = 65_536;

    /// <summary>Items read at once, so that what was read and not done stays little.</summary>
    private const int AtOnce = 512;

    private ReadOnlySequence<byte>? read;
    private bool isOver;

    /// <summary>Reads the next items, as many as have come; false when there are no more.</summary>
    /// <exception cref="FailureException">The body is not what it must be, and no item has come.</exception>
    internal async ValueTask<bool> ReadAsync(List<RawItem> items, CancellationToken cancel)
    {
        items.Clear();
        GiveBack();
        while (!isOver)
        {
            var result = await body.ReadAsync(cancel);
            read = result.Buffer;
            read = Take(result.Buffer, result.IsCompleted, items);
            if (items.Count > 0)
            {
                isOver = IsBroken || (result.IsCompleted && read.Value.IsEmpty);
                return true;
            }

            isOver = result.IsCompleted;
            body.AdvanceTo(read.Value.Start, read.Value.End);
            read = null;
        }

        return false;
    }

    /// <summary>Gives back what was read and not taken; for when nothing more is read, too.</summary>
    internal void GiveBack()
    {
        if (read is { } rest) body.AdvanceTo(rest.Start);
        read = null;
    }

    /// <summary>Whether what follows cannot be read, since nobody knows where it begins.</summary>
    protected bool IsBroken { get; set; }

    protected static bool HasRoom(List<RawItem> items) => items.Count < AtOnce;

    protected static ReadOnlyMemory<byte> Whole(ReadOnlySequence<byte> bytes) => bytes.IsSingleSegment ? bytes.First : bytes.ToArray();

    /// <summary>Takes items from the front of what has come; what is left.</summary>
    /// <param name="isAll">Whether nothing more will come.</param>
    protected abstract ReadOnlySequence<byte> Take(ReadOnlySequence<byte> bytes, bool isAll, List<RawItem> items);
}

/// <summary>One item a line. Empty lines are none.</summary>
internal sealed class LineSource(PipeReader body) : ItemSource(body)
{
    private long number;

    /// <summary>Whether the line that is read is too long, and is passed over to its end.</summary>
    private bool isTooLong;

    protected override ReadOnlySequence<byte> Take(ReadOnlySequence<byte> bytes, bool isAll, List<RawItem> items)
    {
        while (HasRoom(items) && bytes.PositionOf((byte)'\n') is { } end)
        {
            Add(bytes.Slice(0, end), items);
            bytes = bytes.Slice(bytes.GetPosition(1, end));
        }

        if (!HasRoom(items)) return bytes;
        if (isAll && (isTooLong || !bytes.IsEmpty)) Add(bytes, items);
        else if (bytes.Length > ItemMax) isTooLong = true;
        return isAll || isTooLong ? bytes.Slice(bytes.End) : bytes;
    }

    private void Add(ReadOnlySequence<byte> line, List<RawItem> items)
    {
        number++;
        if (isTooLong || line.Length > ItemMax) items.Add(new(number, default, Failure.Of(Fault.BodyTooLarge, $"A line has at most {ItemMax} bytes.")));
        else if (Whole(line).TrimEnd("\r \t"u8) is { IsEmpty: false } bytes) items.Add(new(number, bytes));
        isTooLong = false;
    }
}

/// <summary>One JSON array.</summary>
internal sealed class ArraySource(PipeReader body) : ItemSource(body)
{
    private JsonReaderState state = new(new() { MaxDepth = Body.DepthMax + 1 });
    private bool hasBegun;
    private bool hasEnded;
    private bool isTooLong;
    private long number;

    protected override ReadOnlySequence<byte> Take(ReadOnlySequence<byte> bytes, bool isAll, List<RawItem> items)
    {
        try
        {
            var taken = TakeItems(bytes, isAll, items);
            var rest = bytes.Slice(taken);
            return !isTooLong && (rest.Length <= ItemMax || !HasRoom(items)) ? rest : Break(Failure.Of(Fault.BodyTooLarge, $"An item has at most {ItemMax} bytes."), rest, items);
        }
        catch (JsonException)
        {
            return Break(Failure.Of(Fault.BodyMalformed, "The body is no JSON array from here on, or nested too deep."), bytes, items);
        }
    }

    /// <summary>How many bytes the items took.</summary>
    private long TakeItems(ReadOnlySequence<byte> bytes, bool isAll, List<RawItem> items)
    {
        var reader = new Utf8JsonReader(bytes, isAll, state);
        var taken = 0L;
        while (HasRoom(items) && reader.Read())
        {
            if (!hasBegun) hasBegun = reader.TokenType == JsonTokenType.StartArray ? true : throw new FailureException(Failure.Of(Fault.FieldInvalid, "The body is a JSON array."));
            else if (reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == 0) hasEnded = true;
            else
            {
                var start = reader.TokenStartIndex;
                if (!reader.TrySkip()) break;
                isTooLong = reader.BytesConsumed - start > ItemMax;
                if (isTooLong) break;
                items.Add(new(++number, Whole(bytes.Slice(start, reader.BytesConsumed - start))));
            }

            (taken, state) = (reader.BytesConsumed, reader.CurrentState);
        }

        if (isAll && HasRoom(items) && !hasEnded && !isTooLong) throw new JsonException();
        return taken;
    }

    private ReadOnlySequence<byte> Break(Failure failure, ReadOnlySequence<byte> bytes, List<RawItem> items)
    {
        if (number == 0) throw new FailureException(failure);
        items.Add(new(++number, default, failure));
        IsBroken = true;
        return bytes.Slice(bytes.End);
    }
}
