namespace Holdfast.Engine.Tests;

/// <summary>A stream that gives its bytes once, in pieces.</summary>
internal sealed class Pipe(byte[] bytes) : Stream
{
    private readonly Random random = new(bytes.Length);
    private int at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = Math.Min(Math.Min(count, random.Next(1, 40_000)), bytes.Length - at);
        bytes.AsSpan(at, read).CopyTo(buffer.AsSpan(offset));
        at += read;
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
