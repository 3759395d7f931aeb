using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>
/// Finds the event that the official client cannot hand out: it refuses a whole batch because of one whose properties or body hold types that it does not
/// know, such as a map among the properties. Events are read one by one then; the one that fails is the first that is still stored behind the position, and
/// which that is the partition says after the failure.
/// </summary>
internal sealed class UnreadableEvent(IHubManagement management, string partitionId)
{
    // Types of the official client that turn a message into an event; both end so.
    private const string Converter = "MessageConverter.";

    private int _near;

    /// <summary>Whether it is among the next events, so that these are to be read one by one.</summary>
    public bool IsNear => _near > 0;

    /// <summary>
    /// Whether an exception of the official client is about what an event holds. What a peer refuses looks the same by its type, and skipping an event for
    /// it would lose it: so what counts is where the exception was thrown, that a message had arrived and was being converted.
    /// </summary>
    public static bool Is(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is not OutOfMemoryException && e.StackTrace?.Contains(Converter, StringComparison.Ordinal) == true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What stands for an event that cannot be read.</summary>
    /// <param name="sequenceNumber">Its number.</param>
    /// <param name="offset">Its offset; empty where it is not known.</param>
    /// <param name="time">When it was stored; where that is not known, the time of the event before it: never later than the truth.</param>
    /// <param name="problem">Why it cannot be read.</param>
    public static ReceivedEvent Create(long sequenceNumber, string offset, DateTimeOffset time, string? problem) =>
        new()
        {
            IsUnreadable = true,
            Problem = problem,
            Body = default,
            SequenceNumber = sequenceNumber,
            Offset = offset,
            EnqueuedTime = time,
            Properties = new Dictionary<string, object?>(),
        };

    /// <summary>Notes that events were read.</summary>
    public void Pass(int count) => _near = Math.Max(0, _near - count);

    /// <summary>Looks for it after a failure.</summary>
    /// <param name="position">Where reading had got to; not a time.</param>
    /// <param name="count">How many events had been asked for.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>Where reading has to go on: behind the number when it is certain that this event is the one, else at it, one by one.</returns>
    public async Task<Found> FindAsync(EventPosition position, int count, CancellationToken cancellationToken)
    {
        _near = Math.Max(_near, count);
        var partition = await management.GetPartitionPropertiesAsync(partitionId, cancellationToken);
        long beginning = partition.BeginningSequenceNumber;
        long? next = position.SequenceNumber + (position.IsInclusive ? 0 : 1);
        // It is stored still, so it was when it was handed out; numbers have no gaps; so it came first.
        if (count == 1 && next is { } first && first >= beginning)
        {
            Pass(1);
            return new Found(first, IsCertain: true);
        }

        return new Found(Math.Max(next ?? beginning, beginning), IsCertain: false);
    }

    /// <summary>An event that may be the one.</summary>
    /// <param name="SequenceNumber">Its number.</param>
    /// <param name="IsCertain">Whether it is.</param>
    internal readonly record struct Found(long SequenceNumber, bool IsCertain);
}
