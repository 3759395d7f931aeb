using ModelData.Producer.Sending;

namespace ModelData.Producer.Diagnostics;

/// <summary>
/// Whether the collection of one collector works: what its settings say or, where it is on, its connection. Thread-safe; to read it never waits.
/// </summary>
internal sealed class StatusTracker
{
    private readonly TimeProvider _clock;
    private volatile Known _known;

    public StatusTracker(TimeProvider clock)
    {
        _clock = clock;
        _known = new Known(
            new CollectionStatus(CollectionState.Off, "The collector is being made.", clock.GetUtcNow(), null),
            null,
            clock.GetUtcNow()
        );
    }

    public CollectionStatus Current
    {
        get
        {
            Known known = _known;
            if (known.Own is { } own)
            {
                return own;
            }
            CollectionStatus status = known.Connection!.Status;
            return status.Since >= known.Since ? status : status with { Since = known.Since };
        }
    }

    /// <summary>Its connection, while it is on.</summary>
    public ConnectionHealth? Connection => _known.Connection;

    /// <summary>Notes that it is on: all else is the connection's. One caller at a time.</summary>
    public void BeOn(ConnectionHealth connection)
    {
        Known before = _known;
        if (before.Connection != connection)
        {
            _known = new Known(null, connection, before.Own is null ? before.Since : _clock.GetUtcNow());
        }
    }

    /// <summary>Notes why it does not collect. One caller at a time.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Be(CollectionState state, string reason, string? mend)
    {
        if (_known.Own is { } own && own.State == state && own.Reason == reason)
        {
            return false;
        }
        DateTimeOffset now = _clock.GetUtcNow();
        _known = new Known(new CollectionStatus(state, reason, now, mend), null, now);
        return true;
    }

    private sealed record Known(CollectionStatus? Own, ConnectionHealth? Connection, DateTimeOffset Since);
}
