namespace ModelData.Ingestion.Memory;

/// <summary>A stream to write to, in a rented array. Not thread-safe.</summary>
internal sealed class RentedStream(RentedArrays arrays, int capacity) : Stream
{
    private byte[] _array = arrays.Rent(capacity);
    private int _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>What was written, as long as the arrays are rented.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _array.AsMemory(0, _length);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > _array.Length - _length)
        {
            byte[] larger = arrays.Rent(checked((int)Math.Max(_length + (long)buffer.Length, 2L * _array.Length)));
            _array.AsSpan(0, _length).CopyTo(larger);
            _array = larger;
        }

        buffer.CopyTo(_array.AsSpan(_length));
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
