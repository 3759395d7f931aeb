namespace ModelData.EventHubs;

/// <summary>Events that are sent together and fit the size limit of their link. Not thread-safe.</summary>
public abstract class EventBatch : IDisposable
{
    private protected EventBatch() { }

    /// <summary>Where the batch goes.</summary>
    public abstract SendTarget Target { get; }

    /// <summary>The number of events added.</summary>
    public abstract int Count { get; }

    /// <summary>The encoded size so far, in bytes.</summary>
    public abstract long SizeBytes { get; }

    /// <summary>The largest encoded size, in bytes.</summary>
    public abstract long MaximumBytes { get; }

    /// <summary>Adds an event if the batch stays within <see cref="MaximumBytes"/>.</summary>
    /// <param name="eventData">The event; encoded at once, so its body may change afterwards.</param>
    /// <returns><see langword="false"/> when it did not fit; the batch is then unchanged.</returns>
    public abstract bool TryAdd(EventData eventData);

    /// <summary>Returns the buffers of the batch.</summary>
    public abstract void Dispose();
}
