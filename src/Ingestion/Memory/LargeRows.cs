using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Memory;

/// <summary>
/// The rows of one large event, in the memory that they were decoded in and in the CSV dialect, whatever the formats of their files: each file reads them in
/// pieces when it is written. While a file cannot be written they are folded: the event itself is kept, their place in the lane is free, and they are
/// decoded again
/// for the next attempt. They are given up when all files have them. Thread-safe.
/// </summary>
/// <param name="source">The event, in memory of its own.</param>
/// <param name="batch">Its rows.</param>
/// <param name="share">What they hold of the lane.</param>
/// <param name="budget">Has the lane; an event that is kept counts in it.</param>
/// <param name="files">The number of files that they go to.</param>
internal sealed class LargeRows(
    LargeEvent source,
    CollectedBatch batch,
    LaneShare share,
    MemoryBudget budget,
    int files
)
{
    private readonly Lock _lock = new();
    private ReadOnlyMemory<byte> _csv = batch.Rows;
    private LaneShare _share = share;
    private int _files = files;
    private int _readers;
    private long _kept;

    /// <summary>The event.</summary>
    public ReceivedEvent Event => source.Event;

    /// <summary>The rows, between <see cref="TryOpen"/> and <see cref="Close"/>.</summary>
    public ReadOnlyMemory<byte> Csv
    {
        get
        {
            lock (_lock)
            {
                return _csv;
            }
        }
    }

    public FeatureSchema Schema { get; } = batch.Schema;

    public int Count { get; } = batch.RowCount;

    public int Length { get; } = batch.Rows.Length;

    /// <summary>Makes the rows readable; they are unless they are folded.</summary>
    /// <returns><see langword="false"/> while there is no place for them in the lane: try again later.</returns>
    public bool TryOpen()
    {
        lock (_lock)
        {
            if (_csv.IsEmpty && !TryUnfold())
            {
                return false;
            }

            _readers++;
            return true;
        }
    }

    /// <summary>Ends the use of the rows.</summary>
    /// <param name="isGivenUp">Whether the file could not be written, and will not be for a while.</param>
    public void Close(bool isGivenUp)
    {
        lock (_lock)
        {
            if (--_readers == 0 && isGivenUp && _files > 0)
            {
                Drop();
                _kept = Event.Body.Length;
                budget.Charge(_kept);
            }
        }
    }

    /// <summary>Says that one of the files has them, or never will.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if (--_files == 0)
            {
                Drop();
                Settle();
            }
        }
    }

    private bool TryUnfold()
    {
        if (budget.LargeEvents.TryEnter(source.NeededBytes) is not { } share)
        {
            return false;
        }

        if (source.Read(budget.LargeEvents, share, out var refusal, out _) is not { } again)
        {
            share.Dispose();
            throw new InvalidOperationException($"An event that was read cannot be read again: {refusal?.Detail}");
        }

        _csv = again.Rows;
        _share = share;
        Settle();
        return true;
    }

    private void Drop()
    {
        _csv = default;
        _share.Dispose();
    }

    private void Settle()
    {
        if (_kept > 0)
        {
            budget.Release(_kept);
            _kept = 0;
        }
    }
}
