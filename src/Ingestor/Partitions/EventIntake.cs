using Microsoft.Extensions.Logging;
using ModelData.EventHubs;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.DeadLetters;
using ModelData.Ingestor.Deduplication;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.State;

namespace ModelData.Ingestor.Partitions;

/// <summary>
/// Takes the events of one partition in one life of its hub, in order: notices gaps, drops retries, decodes, routes, buffers. Not
/// thread-safe.
/// </summary>
internal sealed partial class EventIntake(
    string partitionId,
    int partitionNumber,
    HubIncarnation incarnation,
    StartingPoint start,
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

    private readonly CollectedBatchReader _reader = CreateReader(partitionId, budget);
    private bool _knowsPosition = start.IsKnown;

    public HubIncarnation Incarnation => incarnation;

    public PartitionProgress Progress { get; } =
        new(partitionId, partitionNumber, incarnation, start.Position, start.Memory, start.Watermark);

    /// <summary>The routing in force.</summary>
    public RoutingSettings Routing { get; set; } = start.Routing;

    /// <summary>Who sees what becomes of events. Default: nobody, and all rows are written.</summary>
    public IIntakeObserver? Observer { get; init; }

    /// <summary>The sequence number of the last event that was taken.</summary>
    public long LastRead { get; private set; } = start.Position.SequenceNumber;

    public async ValueTask TakeAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        if (received.SequenceNumber <= LastRead)
        {
            return;
        }

        if (_knowsPosition && received.SequenceNumber > LastRead + 1)
        {
            await RecordGapAsync(LastRead + 1, received.SequenceNumber - 1, cancellationToken);
        }

        metrics.Read(partitionId, received.Body.Length);
        await DecodeAsync(received, cancellationToken);
        _knowsPosition = true;
        LastRead = received.SequenceNumber;
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
        _reader.MaxBytes = budget.Scratch.BytesPerPartition;
        var refusal = _reader.TryRead(envelope, out var batch, out var unread)
            ? await BufferAsync(received, batch, large: null, cancellationToken)
            : unread;
        if (refusal?.Reason == RefusalReasons.TooLargeForMemory)
        {
            var large = new LargeEvent(received, _reader.DecodedBytes, _reader.NeededBytes);
            refusal = await TakeLargeAsync(large, cancellationToken);
        }

        if (refusal is not null)
        {
            await SetAsideAsync(received, refusal, cancellationToken);
        }
    }

    /// <summary>Decodes an event anew in the lane for large ones. While it waits for its turn it holds nothing.</summary>
    /// <returns>Why it has no rows, if it has none; it holds nothing of the lane then.</returns>
    private async ValueTask<Refusal?> TakeLargeAsync(LargeEvent large, CancellationToken cancellationToken)
    {
        var lane = budget.LargeEvents;
        if (large.DecodedBytes >= lane.CapacityBytes)
        {
            return lane.Refuse(large.DecodedBytes);
        }

        // Large events of files that are refused are kept in the budget as they came: no more of them than there is room for.
        await budget.ReserveAsync(large.Event.Body.Length, cancellationToken);
        budget.Release(large.Event.Body.Length);
        using var share = await lane.EnterAsync(large.NeededBytes, cancellationToken);
        return large.Read(lane, share, out var refusal) is { } batch
            ? await BufferAsync(large.Event, batch, (large, share), cancellationToken)
            : refusal;
    }

    private async ValueTask SetAsideAsync(ReceivedEvent received, Refusal refusal, CancellationToken cancellationToken)
    {
        var letter = new DeadLetter(incarnation, partitionId, received, refusal);
        await deadLetters.WriteAsync(letter, cancellationToken);
        Pass(received);
    }

    /// <summary>Hands the rows of an event to their files, unless nobody wants them.</summary>
    /// <param name="received">The event.</param>
    /// <param name="batch">Its rows.</param>
    /// <param name="large">The event and what it holds of the lane, if it is in it; handed over with the rows.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Why they cannot be had.</returns>
    private async ValueTask<Refusal?> BufferAsync(
        ReceivedEvent received,
        CollectedBatch batch,
        (LargeEvent Event, LaneShare Share)? large,
        CancellationToken cancellationToken
    )
    {
        metrics.Rows(partitionId, batch.RowCount);
        bool isWanted = Observer?.Wants(batch.Address, batch.Day) ?? true;
        var identity = batch.ProducerId is { } producer
            ? new BatchIdentity(producer, batch.Address.PartitionKey, batch.BatchSequence)
            : null;
        if (identity is not null && Progress.IsDuplicate(identity, received.EnqueuedTime))
        {
            metrics.Duplicate(partitionId);
            LogDuplicate(partitionId, received.SequenceNumber, identity.ProducerId, identity.Sequence);
            if (isWanted)
            {
                Observer?.Duplicate();
            }

            Pass(received);
            return null;
        }

        if (!isWanted)
        {
            Pass(received, identity);
            return null;
        }

        if (DayCheck.Refuse(batch.Day, received.EnqueuedTime) is { } absurd)
        {
            return absurd;
        }

        var (formats, isSpread) = Routing.Of(batch.Address.WebService);
        string folder = BlobLayout.Folder(batch.Address, batch.Day, Routing.Padded);
        int? owner = isSpread ? partitionNumber : null;
        bool isPlaced = large is null
            ? encoder.TryEncode(batch, folder, owner, formats, out var refusal)
            : encoder.TryPlace(batch, folder, owner, formats, out refusal);
        if (!isPlaced)
        {
            return refusal;
        }

        if (Observer?.Accept(Progress.Source, received, batch, encoder.Encoded) == false)
        {
            Pass(received, identity);
            return null;
        }

        if (large is null)
        {
            await budget.ReserveAsync(encoder.Bytes, cancellationToken);
        }

        var pending = new PendingEvent(Progress, received)
        {
            Address = batch.Address,
            Day = batch.Day,
            Batch = identity,
            Parts = encoder.Encoded.Count,
        };
        Progress.Begin(pending);
        var largeRows = large is var (source, share)
            ? new LargeRows(source.Copy(), batch, share.HandOver(), budget, encoder.Encoded.Count)
            : null;
        foreach (var rows in encoder.Encoded)
        {
            Append(pending, rows, batch.RowCount, largeRows);
        }

        return null;
    }

    private void Append(PendingEvent pending, in EncodedRows rows, int rowCount, LargeRows? large)
    {
        while (true)
        {
            var writer = scheduler.Writer(rows.Key, rows.Schema);
            bool isFull = large is not null;
            if (
                large is null
                    ? writer.TryAppend(pending, rows.Schema, rows.Rows.Span, rowCount, out isFull)
                    : writer.TryAppend(pending, large)
            )
            {
                if (isFull)
                {
                    scheduler.Request(writer);
                }

                return;
            }
        }
    }

    private static CollectedBatchReader CreateReader(string partitionId, MemoryBudget budget)
    {
        budget.Scratch.Join(partitionId);
        return new CollectedBatchReader();
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
        var gap = new SequenceGap(incarnation, partitionId, first, last);
        LogGap(partitionId, first, last, gap.Count);
        await deadLetters.WriteAsync(gap, cancellationToken);
        metrics.Gap(partitionId, gap.Count);
    }

    [LoggerMessage(
        EventIds.SequenceGap,
        LogLevel.Error,
        "Partition {Partition} lacks sequence numbers {First} to {Last} ({Count} events): expired before they were read, or lost"
    )]
    private partial void LogGap(string partition, long first, long last, long count);

    [LoggerMessage(
        EventIds.DuplicateDropped,
        LogLevel.Debug,
        "Partition {Partition}, sequence number {SequenceNumber} is batch {Sequence} of producer {Producer} again: dropped"
    )]
    private partial void LogDuplicate(string partition, long sequenceNumber, Guid producer, long sequence);
}
