namespace ModelData.Ingestor.Buffering;

/// <summary>A read-only, seekable stream over pieces of memory. Not thread-safe.</summary>
internal sealed class MemoryPartsStream : Stream
{
    private readonly List<ReadOnlyMemory<byte>> _parts;
    private long _position;

    public MemoryPartsStream(List<ReadOnlyMemory<byte>> parts)
    {
        _parts = parts;
        foreach (var part in parts)
        {
            Length += part.Length;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(Span<byte> buffer)
    {
        var part = Current();
        int count = Math.Min(buffer.Length, part.Length);
        part.Span[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    /// <summary>Writes the pieces as they are: no copy through a buffer on the way to the socket.</summary>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        while (Current() is { IsEmpty: false } part)
        {
            await destination.WriteAsync(part, cancellationToken);
            _position += part.Length;
        }
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        long target = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => Length + offset,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(target, nameof(offset));
        return _position = target;
    }

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private ReadOnlyMemory<byte> Current()
    {
        long start = 0;
        foreach (var part in _parts)
        {
            if (_position < start + part.Length)
            {
                return part[(int)(_position - start)..];
            }

            start += part.Length;
        }

        return default;
    }
}
