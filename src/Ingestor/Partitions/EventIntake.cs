using Microsoft.Extensions.Logging;
using ModelData.EventHubs;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.DeadLetters;
using ModelData.Ingestor.Deduplication;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Fencing;
using ModelData.Ingestor.State;

namespace ModelData.Ingestor.Partitions;

/// <summary>
/// Takes the events of one partition in one life of its hub, in order: notices gaps, drops retries, decodes, routes, buffers. Not
/// thread-safe.
/// </summary>
internal sealed partial class EventIntake(
    PartitionProgress progress,
    StartingPoint start,
    ILooks looks,
    FlushScheduler scheduler,
    RowEncoder encoder,
    IDeadLetterStore deadLetters,
    MemoryBudget budget,
    WorkerMetrics metrics,
    ILogger logger
)
{
    private static readonly Refusal Malformed = new(
        "malformed-amqp",
        "The event is not an AMQP message that can be decoded; the body holds all of it as it was stored"
    );

    // Times of the service differ a little from one event to the next.
    private static readonly TimeSpan TimeTolerance = TimeSpan.FromSeconds(2);

    private readonly string _partitionId = progress.PartitionId;
    private readonly CollectedBatchReader _reader = new();
    private readonly List<(DeadLetter Letter, PendingEvent Pending)> _letters = [];
    private bool _knowsPosition = start.IsKnown;
    private PartitionPosition _last = start.Position;

    public PartitionProgress Progress => progress;

    /// <summary>What may be committed.</summary>
    public PartitionSession Session => progress.Session;

    /// <summary>The routing in force.</summary>
    public RoutingSettings Routing { get; set; } = start.Routing;

    /// <summary>Who sees what becomes of events. Default: nobody, and all rows are written.</summary>
    public IIntakeObserver? Observer { get; init; }

    /// <summary>The sequence number of the last event that was taken.</summary>
    public long LastRead => _last.SequenceNumber;

    /// <summary>Takes the next event.</summary>
    /// <exception cref="SessionEndedException">The session is over: nothing more of it is committed.</exception>
    /// <exception cref="PartitionFailedException">The stream is not the one that the position counts in.</exception>
    public async ValueTask TakeAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        if (received.SequenceNumber <= LastRead)
        {
            await PassRepeatedAsync(received, cancellationToken);
            return;
        }

        bool isGap = _knowsPosition && received.SequenceNumber > LastRead + 1;
        Session.Receive(received.SequenceNumber);
        if (isGap || received.EnqueuedTime < _last.EnqueuedTime - TimeTolerance)
        {
            // A reader that attached again without a word may have met another hub: nothing is believed before a look.
            await LookAsync(cancellationToken);
        }

        if (isGap)
        {
            await RecordGapAsync(LastRead + 1, received.SequenceNumber - 1, cancellationToken);
        }

        metrics.Read(_partitionId, received.Body.Length);
        await DecodeAsync(received, cancellationToken);
        _knowsPosition = true;
        _last = new PartitionPosition(received.SequenceNumber, received.Offset, received.EnqueuedTime);
    }

    /// <summary>Writes the letters that wait until their events are proven. Call it after each handful of events.</summary>
    /// <exception cref="SessionEndedException">The session is over: nothing more of it is committed.</exception>
    public async ValueTask WriteLettersAsync(CancellationToken cancellationToken)
    {
        if (_letters.Count == 0)
        {
            return;
        }

        while (!Session.MayCommit(_letters[^1].Pending.SequenceNumber))
        {
            await LookAsync(cancellationToken);
        }

        while (_letters.Count > 0)
        {
            await deadLetters.WriteAsync(_letters[0].Letter, cancellationToken);
            _letters[0].Pending.Complete();
            _letters.RemoveAt(0);
        }
    }

    // The last event comes again where reading is resumed; anything else that comes twice is looked into.
    private async ValueTask PassRepeatedAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        bool isLast = received.SequenceNumber == LastRead;
        bool isSame = isLast && IsLast(received);
        if (isSame)
        {
            return;
        }

        await LookAsync(cancellationToken);
        if (!isLast)
        {
            LogRepeated(_partitionId, received.SequenceNumber, LastRead);
            return;
        }

        throw new PartitionFailedException(
            $"Partition {_partitionId} has another event at sequence number {LastRead} than the one that was read there: stored "
                + $"{received.EnqueuedTime:O} at offset {received.Offset}, and it was {_last.EnqueuedTime:O} at {_last.Offset}. The hub was failed over "
                + "to a copy that counts anew: reading on would skip or double rows. Fail back; or send to a hub made anew, and write what the "
                + "copy holds with `modeldata replay --into <container>`"
        );
    }

    // A position that was adopted has no time, and perhaps no offset.
    private bool IsLast(ReceivedEvent received) =>
        (_last.Offset is null || _last.Offset == received.Offset)
        && (_last.EnqueuedTime == DateTimeOffset.UnixEpoch || _last.EnqueuedTime == received.EnqueuedTime);

    private async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        if (Session.MayCommit(long.MaxValue))
        {
            return;
        }

        await looks.LookAsync(cancellationToken);
        if (Session.End != SessionEnd.None)
        {
            throw new SessionEndedException();
        }
    }

    private async ValueTask DecodeAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        if (received.IsMalformed)
        {
            await SetAsideAsync(received, Malformed, cancellationToken);
            return;
        }

        var envelope = new EventEnvelope(
            received.Properties,
            received.ContentType,
            received.ContentEncoding,
            received.Body,
            received.EnqueuedTime
        );
        if (_reader.TryRead(envelope, out var batch, out var refusal))
        {
            await BufferAsync(received, batch, cancellationToken);
        }
        else
        {
            await SetAsideAsync(received, refusal, cancellationToken);
        }
    }

    private async ValueTask SetAsideAsync(ReceivedEvent received, Refusal refusal, CancellationToken cancellationToken)
    {
        var pending = new PendingEvent(Progress, received);
        Progress.Begin(pending);
        _letters.Add((new DeadLetter(Progress.Incarnation, _partitionId, received.Copy(), refusal), pending));
        if (Session.MayCommit(received.SequenceNumber))
        {
            await WriteLettersAsync(cancellationToken);
        }
    }

    private async ValueTask BufferAsync(
        ReceivedEvent received,
        CollectedBatch batch,
        CancellationToken cancellationToken
    )
    {
        metrics.Rows(_partitionId, batch.RowCount);
        bool isWanted = Observer?.Wants(batch.Address, batch.Day) ?? true;
        var identity = batch.ProducerId is { } producer
            ? new BatchIdentity(producer, batch.Address.PartitionKey, batch.BatchSequence)
            : null;
        if (identity is not null && Progress.IsDuplicate(identity, received.EnqueuedTime))
        {
            metrics.Duplicate(_partitionId);
            LogDuplicate(_partitionId, received.SequenceNumber, identity.ProducerId, identity.Sequence);
            if (isWanted)
            {
                Observer?.Duplicate();
            }

            Pass(received);
            return;
        }

        if (!isWanted)
        {
            Pass(received, identity);
            return;
        }

        if (DayCheck.Refuse(batch.Day, received.EnqueuedTime) is { } absurd)
        {
            await SetAsideAsync(received, absurd, cancellationToken);
            return;
        }

        var (formats, isSpread) = Routing.Of(batch.Address.WebService);
        string folder = BlobLayout.Folder(batch.Address, batch.Day, Routing.Padded);
        int? share = isSpread ? Progress.Source.Partition : null;
        if (!encoder.TryEncode(batch, folder, share, formats, out var refusal))
        {
            await SetAsideAsync(received, refusal, cancellationToken);
            return;
        }

        if (Observer?.Accept(Progress.Source, received, batch, encoder.Encoded) == false)
        {
            Pass(received, identity);
            return;
        }

        await budget.ReserveAsync(encoder.Bytes, cancellationToken);
        var pending = new PendingEvent(Progress, received)
        {
            Address = batch.Address,
            Day = batch.Day,
            Batch = identity,
            Parts = encoder.Encoded.Count,
        };
        Progress.Begin(pending);
        foreach (var rows in encoder.Encoded)
        {
            Append(pending, rows, batch.RowCount);
        }
    }

    private void Append(PendingEvent pending, in EncodedRows rows, int rowCount)
    {
        while (true)
        {
            var writer = scheduler.Writer(rows.Key, rows.Schema);
            if (writer.TryAppend(pending, rows.Schema, rows.Rows.Span, rowCount, out bool isFull))
            {
                if (isFull)
                {
                    scheduler.Request(writer);
                }

                return;
            }
        }
    }

    /// <summary>An event that feeds no blob is done at once.</summary>
    private void Pass(ReceivedEvent received, BatchIdentity? batch = null)
    {
        var pending = new PendingEvent(Progress, received) { Batch = batch };
        Progress.Begin(pending);
        pending.Complete();
    }

    private async Task RecordGapAsync(long first, long last, CancellationToken cancellationToken)
    {
        var gap = new SequenceGap(Progress.Incarnation, _partitionId, first, last);
        LogGap(_partitionId, first, last, gap.Count);
        await deadLetters.WriteAsync(gap, cancellationToken);
        metrics.Gap(_partitionId, gap.Count);
    }

    [LoggerMessage(
        EventIds.SequenceGap,
        LogLevel.Error,
        "Partition {Partition} lacks sequence numbers {First} to {Last} ({Count} events): expired before they were read, or lost"
    )]
    private partial void LogGap(string partition, long first, long last, long count);

    [LoggerMessage(
        EventIds.EventsRepeated,
        LogLevel.Warning,
        "Partition {Partition} gave sequence number {SequenceNumber} again, behind {LastRead}: it was read before, and is passed over"
    )]
    private partial void LogRepeated(string partition, long sequenceNumber, long lastRead);

    [LoggerMessage(
        EventIds.DuplicateDropped,
        LogLevel.Debug,
        "Partition {Partition}, sequence number {SequenceNumber} is batch {Sequence} of producer {Producer} again: dropped"
    )]
    private partial void LogDuplicate(string partition, long sequenceNumber, Guid producer, long sequence);
}
