using Amqp;
using Amqp.Framing;

namespace ModelData.EventHubs.Sending;

/// <summary>A batch whose size is exact to the byte: events are encoded when they are added.</summary>
internal sealed class AmqpEventBatch : EventBatch
{
    /// <summary>The message format that makes the service store the data sections as events of their own.</summary>
    public const uint BatchFormat = 0x80013700;

    // A data section around an event: descriptor (3 bytes) and binary header (2, or 5 above 255 bytes).
    private const int ShortOverhead = 5;
    private const int LongOverhead = 8;

    private readonly MessageAnnotations? _annotations;
    private readonly DataList _events = new();
    private long _size;
    private bool _disposed;

    public AmqpEventBatch(AmqpEventSender owner, SendTarget target, long maximumBytes)
    {
        Owner = owner;
        Target = target;
        MaximumBytes = maximumBytes;
        _annotations = EventEncoder.ToAnnotations(target.PartitionKey);
        _size = GetEncodedLength(_annotations);
    }

    public AmqpEventSender Owner { get; }

    public override SendTarget Target { get; }

    public override int Count => _events.Count;

    public override long SizeBytes => _size;

    public override long MaximumBytes { get; }

    public override bool TryAdd(EventData eventData)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        ObjectDisposedException.ThrowIf(_disposed, this);
        // The body alone may rule it out: then nothing is encoded.
        if (_size + eventData.Body.Length + ShortOverhead > MaximumBytes)
        {
            return false;
        }

        ByteBuffer encoded = EventEncoder.ToMessage(eventData, Target.PartitionKey).Encode();
        long size = _size + encoded.Length + (encoded.Length <= byte.MaxValue ? ShortOverhead : LongOverhead);
        if (size > MaximumBytes)
        {
            return false;
        }

        _events.Add(new Data { Buffer = encoded });
        _size = size;
        return true;
    }

    public override void Dispose() => _disposed = true;

    /// <summary>The envelope and the events in it.</summary>
    public Message ToMessage()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new Message
        {
            Format = BatchFormat,
            MessageAnnotations = _annotations,
            BodySection = _events,
        };
    }

    private static int GetEncodedLength(MessageAnnotations? annotations)
    {
        if (annotations is null)
        {
            return 0;
        }

        var buffer = new ByteBuffer(256, autoGrow: true);
        annotations.Encode(buffer);
        return buffer.Length;
    }
}
