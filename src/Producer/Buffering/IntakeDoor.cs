namespace ModelData.Producer.Buffering;

/// <summary>The way of a collector's rows into a pipeline, until the collector is closed or collects elsewhere. Thread-safe.</summary>
internal sealed class IntakeDoor
{
    private volatile bool _isClosed;

    public bool IsClosed => _isClosed;

    /// <summary>Where rows go that come too late; null when they are refused.</summary>
    public RowIntake? Next { get; private set; }

    public void Close(RowIntake? next = null)
    {
        Next = next;
        _isClosed = true;
    }
}
