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

    private readonly CollectedBatchReader _reader = new();
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

        if (BodyCheck.Refuse(received) is { } noBytes)
        {
            await SetAsideAsync(received, noBytes, cancellationToken);
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
        var letter = new DeadLetter(incarnation, partitionId, received, refusal);
        await deadLetters.WriteAsync(letter, cancellationToken);
        Pass(received);
    }

    private async ValueTask BufferAsync(
        ReceivedEvent received,
        CollectedBatch batch,
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
        int? share = isSpread ? partitionNumber : null;
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
            CountedIn = encoder.Encoded[0].Key.Kind,
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
