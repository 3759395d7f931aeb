namespace ModelData.Ingestion.Memory;

/// <summary>A read-only, seekable stream over pieces of memory. Not thread-safe.</summary>
internal sealed class MemoryPartsStream : SeekableReadStream
{
    private readonly List<ReadOnlyMemory<byte>> _parts;

    public MemoryPartsStream(List<ReadOnlyMemory<byte>> parts)
    {
        _parts = parts;
        foreach (var part in parts)
        {
            Length += part.Length;
        }
    }

    public override long Length { get; }

    public override int Read(Span<byte> buffer)
    {
        var part = Current();
        int count = Math.Min(buffer.Length, part.Length);
        part.Span[..count].CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    /// <summary>Writes the pieces as they are: no copy through a buffer on the way to the socket.</summary>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        while (Current() is { IsEmpty: false } part)
        {
            await destination.WriteAsync(part, cancellationToken);
            Position += part.Length;
        }
    }

    private ReadOnlyMemory<byte> Current()
    {
        long start = 0;
        foreach (var part in _parts)
        {
            if (Position < start + part.Length)
            {
                return part[(int)(Position - start)..];
            }

            start += part.Length;
        }

        return default;
    }
}
