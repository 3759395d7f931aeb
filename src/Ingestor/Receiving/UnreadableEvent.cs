using System.Runtime.Serialization;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;

namespace ModelData.Ingestor.Receiving;

/// <summary>
/// Finds the event that the official client cannot hand out: it refuses a whole batch because of one whose properties or body hold types that it does not
/// know, such as a map among the properties. Events are read one by one then; the one that fails is the first that is still stored, and that is what the
/// partition says before and after the failure.
/// </summary>
internal sealed class UnreadableEvent(IHubManagement management, string partitionId)
{
    private int _near;
    private long? _suspect;

    /// <summary>Whether it is among the next events, so that these are to be read one by one.</summary>
    public bool IsNear => _near > 0;

    /// <summary>Whether an exception of the official client may be about what an event holds.</summary>
    public static bool Is(Exception exception) =>
        !IsOfThePeer(exception)
        && exception
            is SerializationException
                or NotSupportedException
                or InvalidCastException
                or FormatException
                or OverflowException
                or NullReferenceException
                or IndexOutOfRangeException
                or ArgumentException
                // Of the peer or its own: HubReceiver asks which.
                or AmqpException
                or EventHubsException { InnerException: AmqpException };

    /// <summary>What stands for an event that cannot be read.</summary>
    /// <param name="sequenceNumber">Its number.</param>
    /// <param name="offset">Its offset; empty where it is not known.</param>
    /// <param name="time">When it was stored; where that is not known, the time of the event before it: never later than the truth.</param>
    /// <param name="problem">Why it cannot be read.</param>
    public static ReceivedEvent Create(long sequenceNumber, string offset, DateTimeOffset time, string problem) =>
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
    /// <param name="position">Where reading had got to.</param>
    /// <param name="count">How many events had been asked for.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>
    /// Where reading has to go on: behind the number when it is certain that this event is the one, else at it, one by one. <see langword="null"/>: no event is
    /// the cause.
    /// </returns>
    public async Task<Found?> FindAsync(EventPosition position, int count, CancellationToken cancellationToken)
    {
        if (position.EnqueuedTime is not null)
        {
            // Where that is, nobody says.
            return null;
        }

        var partition = await management.GetPartitionPropertiesAsync(partitionId, cancellationToken);
        long next = (position.SequenceNumber + (position.IsInclusive ? 0 : 1)) ?? 0;
        long first = Math.Max(next, partition.BeginningSequenceNumber);
        if (partition.IsEmpty || first > partition.LastEnqueuedSequenceNumber)
        {
            return null;
        }

        bool isCertain = count == 1 && _suspect == first;
        _suspect = isCertain ? null : first;
        _near = Math.Max(_near, count);
        if (isCertain)
        {
            Pass(1);
        }

        return new Found(first, isCertain);
    }

    // What the peer refuses comes with its condition. Two of them are those of the official client's own decoder as well.
    private static bool IsOfThePeer(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is AmqpException { Error.Condition: var condition })
            {
                return !condition.Equals(AmqpErrorCode.DecodeError) && !condition.Equals(AmqpErrorCode.InvalidField);
            }
        }

        return exception is EventHubsException;
    }

    /// <summary>An event that may be the one.</summary>
    /// <param name="SequenceNumber">Its number.</param>
    /// <param name="IsCertain">Whether it is.</param>
    internal readonly record struct Found(long SequenceNumber, bool IsCertain);
}
