namespace Holdfast.Engine;

/// <summary>Cuts a stream into lines, without turning them into text.</summary>
internal sealed class LineReader(Stream input)
{
    private byte[] buffer = new byte[256 * 1024];
    private int begin;
    private int end;

    /// <summary>The next line with its line break; at the end of the input what is left, without one; empty when nothing is. Valid until the next call.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancel)
    {
        var searched = begin;
        while (true)
        {
            var at = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (at >= 0) return Take(searched + at + 1 - begin);
            searched = end - begin;
            MakeRoom();
            searched += begin;
            var read = await input.ReadAsync(buffer.AsMemory(end), cancel).ConfigureAwait(false);
            if (read == 0) return Take(end - begin);
            end += read;
        }
    }

    private ReadOnlyMemory<byte> Take(int length)
    {
        var line = buffer.AsMemory(begin, length);
        begin += length;
        return line;
    }

    /// <summary>Moves what is left to the front, and makes the buffer larger when a line fills it.</summary>
    private void MakeRoom()
    {
        if (end < buffer.Length) return;
        var larger = end - begin > buffer.Length / 2 ? new byte[2 * buffer.Length] : buffer;
        buffer.AsSpan(begin, end - begin).CopyTo(larger);
        (buffer, end, begin) = (larger, end - begin, 0);
    }
}
