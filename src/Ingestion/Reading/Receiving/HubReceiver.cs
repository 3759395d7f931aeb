using System.Diagnostics;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using ModelData.HubClient;
using ModelData.Ingestion.Model;
using OfficialOptions = Azure.Messaging.EventHubs.Primitives.PartitionReceiverOptions;
using OfficialPosition = Azure.Messaging.EventHubs.Consumer.EventPosition;
using PartitionReceiverOptions = ModelData.Ingestion.Reading.Receiving.PartitionReceiverOptions;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>Reads a partition through the official client.</summary>
internal sealed class HubReceiver : IPartitionReceiver
{
    // As the official client has it by default; most of the time the bytes decide.
    private const int PrefetchCount = 300;
    private const double FirstGuessBytes = 1024 * 1024;
    private const int MostShortWaits = 2;
    private const double Forgetting = 1.0 / 8;

    /// <summary>How long the hub may take to answer an attach.</summary>
    private static readonly TimeSpan AttachLimit = TimeSpan.FromSeconds(15);

    // Shorter than that, so that waiting in vain and attaching in vain take different times.
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(10);

    // The detach gives the partition free at once. A peer that does not answer it is not waited for.
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    // One policy decides about repetitions: that of the reader.
    private static readonly EventHubsRetryOptions NoRetries = new() { MaximumRetries = 0, TryTimeout = AttachLimit };

    private readonly EventHubConnection _connection;
    private readonly string _consumerGroup;
    private readonly PartitionReceiverOptions _options;
    private readonly UnreadableEvent _unreadable;
    private PartitionReceiver? _receiver;
    private EventPosition _position;
    private HubException? _lost;
    private DateTimeOffset _lastTime = DateTimeOffset.UnixEpoch;
    private int _shortWaits;
    private double _eventBytes = FirstGuessBytes;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="connection">The connection; not closed with this.</param>
    /// <param name="management">Says where the partition begins, when an event in it cannot be read.</param>
    /// <param name="consumerGroup">The consumer group.</param>
    /// <param name="partitionId">The partition.</param>
    /// <param name="position">Where reading starts.</param>
    /// <param name="options">How it is read.</param>
    public HubReceiver(
        EventHubConnection connection,
        IHubManagement management,
        string consumerGroup,
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    )
    {
        (_connection, _consumerGroup, _options, _position) = (connection, consumerGroup, options, position);
        PartitionId = partitionId;
        _unreadable = new UnreadableEvent(management, partitionId);
    }

    public string PartitionId { get; }

    public async ValueTask<IReadOnlyList<ReceivedEvent>> ReceiveAsync(
        int maximumCount,
        TimeSpan maximumWait,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumCount, 1);
        if (_lost is not null)
        {
            throw _lost;
        }

        var wait = maximumWait < MostWait ? maximumWait : MostWait;
        while (true)
        {
            int count = _unreadable.IsNear ? 1 : Math.Min(maximumCount, FittingCount());
            long began = Stopwatch.GetTimestamp();
            IEnumerable<EventData> batch;
            try
            {
                _receiver ??= Open();
                // A link is opened without regard to the token.
                batch = await _receiver.ReceiveBatchAsync(count, wait, cancellationToken).WaitAsync(cancellationToken);
            }
            catch (Exception e)
            {
                // Whatever it was: events may have been taken from this receiver and thrown away.
                await CloseAsync();
                cancellationToken.ThrowIfCancellationRequested();
                if (!UnreadableEvent.Is(e))
                {
                    throw Explain(e);
                }

                if (await PassUnreadableAsync(e, count, cancellationToken) is { } unreadable)
                {
                    return [unreadable];
                }

                continue;
            }

            var events = await ConvertAsync(batch);
            if (events.Count > 0)
            {
                Note(events);
                return events;
            }

            if (await IsSilenceAsync(Stopwatch.GetElapsedTime(began), wait))
            {
                return [];
            }
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask<List<ReceivedEvent>> ConvertAsync(IEnumerable<EventData> batch)
    {
        var events = new List<ReceivedEvent>();
        foreach (var official in batch)
        {
            events.Add(Convert(official, await PositionOfAsync(official)));
        }

        return events;
    }

    private static ReceivedEvent Convert(EventData official, StoredPosition position)
    {
        try
        {
            return EventConversion.ToReceived(official, position);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A stranger's values: whatever is wrong with them must not stop the partition.
            return UnreadableEvent.Create(
                position.SequenceNumber,
                position.Offset,
                position.EnqueuedTime,
                HubErrors.Map(e).Message
            );
        }
    }

    private PartitionReceiver Open() =>
        OpenAt(
            _position switch
            {
                { SequenceNumber: { } number } => OfficialPosition.FromSequenceNumber(number, _position.IsInclusive),
                { EnqueuedTime: { } time } => OfficialPosition.FromEnqueuedTime(time),
                _ => OfficialPosition.Earliest,
            }
        );

    private PartitionReceiver OpenAt(OfficialPosition position) =>
        new(
            _consumerGroup,
            PartitionId,
            position,
            _connection,
            new OfficialOptions
            {
                OwnerLevel = _options.OwnerLevel,
                Identifier = _options.Identifier,
                PrefetchCount = PrefetchCount,
                PrefetchSizeInBytes = _options.PrefetchBytes,
                RetryOptions = NoRetries,
            }
        );

    // Asked for more than is fetched ahead, the official client waits for it, though there is enough.
    private int FittingCount() => (int)Math.Clamp(_options.PrefetchBytes / 2 / _eventBytes, 1, PrefetchCount);

    private void Note(List<ReceivedEvent> events)
    {
        foreach (var received in events)
        {
            double bytes = Math.Max(received.Body.Length, 1);
            _eventBytes = Math.Max(bytes, _eventBytes - ((_eventBytes - bytes) * Forgetting));
        }

        _position = EventPosition.FromSequenceNumber(events[^1].SequenceNumber);
        _lastTime = events[^1].EnqueuedTime;
        _unreadable.Pass(events.Count);
        _shortWaits = 0;
    }

    private async ValueTask<StoredPosition> PositionOfAsync(EventData official)
    {
        if (StoredPosition.Of(official) is { } position)
        {
            return position;
        }

        // None of the batch is handed out: there would be no position to go on from.
        await CloseAsync();
        throw new HubException(
            HubFailureReason.InvalidOperation,
            false,
            $"The hub delivered an event of partition {PartitionId} whose sequence number, offset or enqueued time is missing or of a wrong type"
        );
    }

    // The official client has one answer for three cases, and the time that it took tells them apart: no event has come; the hub did not answer the attach; or
    // the link has ended, and why the next call tells. That it was stolen must not get lost by opening another.
    private async ValueTask<bool> IsSilenceAsync(TimeSpan elapsed, TimeSpan wait)
    {
        bool isShort = elapsed < wait * 0.9;
        _shortWaits = isShort ? _shortWaits + 1 : 0;
        if (_shortWaits <= MostShortWaits && (isShort || elapsed < AttachLimit))
        {
            return !isShort;
        }

        _shortWaits = 0;
        await CloseAsync();
        throw new HubException(
            HubFailureReason.ServiceTimeout,
            true,
            isShort
                ? $"The hub lets partition {PartitionId} be read and ends the link at once, again and again"
                : $"The hub did not let partition {PartitionId} be read within {AttachLimit.TotalSeconds:N0} s"
        );
    }

    /// <returns>What stands for the event, once it is known which it is.</returns>
    private async ValueTask<ReceivedEvent?> PassUnreadableAsync(
        Exception failure,
        int count,
        CancellationToken cancellationToken
    )
    {
        string problem = HubErrors.Map(failure).Message;
        if (_position.EnqueuedTime is not null)
        {
            throw new HubException(
                HubFailureReason.InvalidOperation,
                false,
                $"The official client cannot take in an event of partition {PartitionId} ({problem}), and which it is cannot be told where reading starts at a "
                    + "time. Start behind a sequence number"
            );
        }

        var found = await _unreadable.FindAsync(_position, count, cancellationToken);
        _position = EventPosition.FromSequenceNumber(found.SequenceNumber, isInclusive: !found.IsCertain);
        return found.IsCertain ? UnreadableEvent.Create(found.SequenceNumber, "", _lastTime, problem) : null;
    }

    private HubException Explain(Exception e)
    {
        var failure = HubErrors.Map(e);
        if (failure.Reason == HubFailureReason.ConsumerDisconnected)
        {
            // Opened again, it would take the partition back.
            _lost = failure;
        }

        return failure;
    }

    private async ValueTask CloseAsync()
    {
        if (_receiver is { } receiver)
        {
            _receiver = null;
            await receiver.CloseAsync().WaitAsync(CloseLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
