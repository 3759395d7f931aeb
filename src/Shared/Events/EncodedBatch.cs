using System.Buffers;

namespace ModelData;

/// <summary>
/// An event, ready to be sent, and to be sent again byte for byte. Holds a pooled buffer: dispose it once the outcome of the send is final, and touch
/// <see cref="Body"/> no more after that. Safe to read from several threads.
/// </summary>
public sealed class EncodedBatch : IDisposable
{
    private byte[]? _pooled;

    internal EncodedBatch(byte[] pooled, int length)
    {
        _pooled = pooled;
        Body = pooled.AsMemory(0, length);
    }

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>The content type: <c>text/csv</c>.</summary>
    public string ContentType => EventAttributes.CsvContentType;

    /// <summary>The content encoding: <c>br</c>, or null when compression did not pay.</summary>
    public required string? ContentEncoding { get; init; }

    /// <summary>The application properties: text, but for the row count, which is an <see cref="int"/>.</summary>
    public required IReadOnlyList<KeyValuePair<string, object>> Properties { get; init; }

    /// <summary>The key of the partition: <see cref="CollectionAddress.PartitionKey"/>.</summary>
    public required string PartitionKey { get; init; }

    /// <summary>
    /// About what the application properties take on the wire: their UTF-8 bytes and five more for each name and value. Add it to the length of the body
    /// to compare with an event's largest size.
    /// </summary>
    public required int PropertyBytes { get; init; }

    /// <summary>Returns the buffer. May be called again.</summary>
    public void Dispose()
    {
        Body = default;
        if (Interlocked.Exchange(ref _pooled, null) is { } pooled)
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }
}
