namespace ModelData.Producer.Encoding;

/// <summary>How large a batch may grow. No row is refused for it: whether an event is too large for the link, only the link says. Thread-safe.</summary>
/// <param name="maxBatchBytes">The option.</param>
internal sealed class BatchLimits(int maxBatchBytes)
{
    private int _maxPayloadBytes = EventLimits.MaxRowBytes;
    private long _linkBytes;

    /// <summary>
    /// The bytes of header line and rows that fit an event even if they cannot be compressed. Until the link has told its limit this is the largest row there
    /// may be; a batch that turns out too large is divided when it is sent.
    /// </summary>
    public int MaxPayloadBytes => Volatile.Read(ref _maxPayloadBytes);

    /// <summary>The bytes of rows at which a batch is closed.</summary>
    public int TargetBytes => Math.Min(maxBatchBytes, MaxPayloadBytes);

    /// <summary>The bytes of the largest event that the link takes; 0 until it has told.</summary>
    public long LinkBytes => Volatile.Read(ref _linkBytes);

    /// <summary>Takes over the limit of the link.</summary>
    public void SetMaximumMessageBytes(long bytes)
    {
        Volatile.Write(ref _linkBytes, bytes);
        Volatile.Write(
            ref _maxPayloadBytes,
            // Where the allowance for attributes would leave next to nothing, half is for rows.
            (int)
                Math.Clamp(Math.Max(bytes - ProducerDefaults.EventOverheadBytes, bytes / 2), 1, EventLimits.MaxRowBytes)
        );
    }
}
