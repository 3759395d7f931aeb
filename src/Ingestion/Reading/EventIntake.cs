using Microsoft.Extensions.Logging;
using ModelData.HubClient;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Reading.Heartbeats;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Reading;

/// <summary>
/// Takes the events of one partition in one life of its hub, in order: notices gaps, drops retries, decodes, routes, buffers. Not
/// thread-safe.
/// </summary>
internal sealed partial class EventIntake(
    PartitionProgress progress,
    StartingPoint start,
    ILooks looks,
    FlushScheduler scheduler,
    EventRows rows,
    IDeadLetterStore deadLetters,
    MemoryBudget budget,
    WorkerMetrics metrics,
    ILogger logger
)
{
    // Times of the service differ a little from one event to the next.
    private static readonly TimeSpan TimeTolerance = TimeSpan.FromSeconds(2);

    private readonly string _partitionId = progress.PartitionId;
    private readonly CollectedBatchReader _reader = CreateReader(progress.PartitionId, budget);
    private readonly HeartbeatIntake _heartbeats = new(progress.PartitionId, metrics, logger);
    private bool _knowsPosition = start.IsKnown;
    private PartitionPosition _last = start.Position;

    public PartitionProgress Progress => progress;

    /// <summary>What may be committed.</summary>
    public PartitionSession Session => progress.Session;

    /// <summary>The routing in force.</summary>
    public RoutingSettings Routing { get; set; } = start.Routing;

    /// <summary>Who sees what becomes of events. Default: nobody, and all rows are written.</summary>
    public IIntakeObserver? Observer { get; init; }

    /// <summary>Where events go that are not understood. Default: to the store, one by one.</summary>
    public ILetterSink Letters { get; init; } = new DirectLetters(deadLetters);

    /// <summary>What producers tell of themselves in the partition.</summary>
    public HeartbeatBook Heartbeats => _heartbeats.Book;

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

        if (received.IsUnreadable && received.EnqueuedTime < _last.EnqueuedTime)
        {
            // Its time is not known; it is not older than the event before it.
            received = UnreadableEvent.Create(
                received.SequenceNumber,
                received.Offset,
                _last.EnqueuedTime,
                received.Problem
            );
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
        try
        {
            await DecodeAsync(received, cancellationToken);
        }
        catch (Exception e) when (IsMistake(e))
        {
            LogMistake(e, _partitionId, received.SequenceNumber);
            throw new PartitionFailedException(
                ProblemCatalogue.WorkerMistake,
                $"The event with sequence number {received.SequenceNumber} of partition {_partitionId} could not be taken in a way that waiting does "
                    + $"not mend ({Problem.Of(e)}). Nothing is lost: it is read again",
                Problem.MendOfMistake,
                e
            );
        }

        _knowsPosition = true;
        _last = new PartitionPosition(received.SequenceNumber, received.Offset, received.EnqueuedTime);
    }

    // Neither hub nor storage, nor too little memory at the moment.
    private static bool IsMistake(Exception exception) =>
        exception is not (HubException or SessionEndedException or PartitionFailedException or OutOfMemoryException)
        && StorageFailures.Classify(exception) == StorageFailure.Broken;

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
            ProblemCatalogue.PositionOfAnotherHub,
            $"Partition {_partitionId} has another event at sequence number {LastRead} than the one that was read there: stored "
                + $"{received.EnqueuedTime:O} at offset {received.Offset}, and it was {_last.EnqueuedTime:O} at {_last.Offset}. The hub was failed over "
                + "to a copy that counts anew: reading on would skip or double rows",
            "Fail back; or send to a hub made anew, and write what the copy holds with `modeldata replay --into <container>`"
        );
    }

    // A position that was adopted has no time: it was taken on trust, as one is of which nothing but the number can be read, or could.
    private bool IsLast(ReceivedEvent received) =>
        received.IsUnreadable
        || _last.Offset is { Length: 0 }
        || _last.EnqueuedTime == DateTimeOffset.UnixEpoch
        || (_last.Offset == received.Offset && _last.EnqueuedTime == received.EnqueuedTime);

    private async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        await looks.LookAsync(cancellationToken);
        if (Session.End != SessionEnd.None)
        {
            throw new SessionEndedException();
        }
    }

    private async ValueTask DecodeAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        if (BodyCheck.Refuse(received) is { } noBytes)
        {
            await DeadLetterAsync(received, noBytes, cancellationToken);
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
        // Whatever decides where rows go, or that they go nowhere, is routing.
        (_reader.ReadsUntyped, _reader.ReadsExactTypes) = (Routing.UntypedColumns, Routing.ExactTypes);
        _reader.ReadsRedaction = Routing.RedactedColumns;
        var refusal = _reader.TryRead(envelope, out var batch, out var unread)
            ? await BufferAsync(received, batch, large: null, cancellationToken)
            : unread;
        if (refusal?.Reason == RefusalReasons.UnknownType && _heartbeats.TryTake(received, envelope))
        {
            Pass(received);
            return;
        }

        if (refusal?.Reason == RefusalReasons.TooLargeForMemory)
        {
            var large = new LargeEvent(received, _reader.DecodedBytes, _reader.NeededBytes, Routing);
            refusal = await TakeLargeAsync(large, cancellationToken);
        }

        if (refusal is not null)
        {
            await DeadLetterAsync(received, refusal, cancellationToken);
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
        while (true)
        {
            using var share = await lane.EnterAsync(large.NeededBytes, cancellationToken);
            if (large.Read(lane, share, out var refusal, out long needed) is { } batch)
            {
                return await BufferAsync(large.Event, batch, (large, share), cancellationToken);
            }

            bool isMoreThere = needed > large.NeededBytes && share.Bytes < lane.CapacityBytes;
            if (refusal?.Reason != RefusalReasons.TooLargeForMemory || !isMoreThere)
            {
                return refusal;
            }

            // Values that are written anew take a copy: that shows only when they are read.
            large = large with
            {
                NeededBytes = needed,
            };
        }
    }

    private ValueTask DeadLetterAsync(ReceivedEvent received, Refusal refusal, CancellationToken cancellationToken) =>
        Letters.AddAsync(
            new DeadLetter(Progress.Incarnation, _partitionId, received, refusal),
            new PendingEvent(Progress, received),
            cancellationToken
        );

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
        int? owner = isSpread ? Progress.Source.Partition : null;
        bool isPlaced = large is null
            ? rows.TryEncode(batch, folder, owner, formats, Routing.UntypedColumns, out var refusal)
            : rows.TryPlace(batch, folder, owner, formats, Routing.UntypedColumns, out refusal);
        if (!isPlaced)
        {
            return refusal;
        }

        if (Observer?.Accept(Progress.Source, received, batch, rows.All) == false)
        {
            Pass(received, identity);
            return null;
        }

        if (large is null)
        {
            await budget.ReserveAsync(rows.Bytes, cancellationToken);
        }

        var pending = new PendingEvent(Progress, received)
        {
            Address = batch.Address,
            Day = batch.Day,
            Schema = batch.Schema,
            SampleRate = batch.SampleRate,
            Batch = identity,
            Parts = rows.All.Count,
            CountedIn = rows.All[0].Key.Kind,
        };
        Progress.Begin(pending);
        var largeRows = large is var (source, share)
            ? new LargeRows(source, batch, share.HandOver(), budget, rows.All.Count)
            : null;
        Append(pending, batch.RowCount, largeRows);
        return null;
    }

    private void Append(PendingEvent pending, int rowCount, LargeRows? large)
    {
        long reserved = large is null ? rows.Bytes : 0;
        try
        {
            foreach (var part in rows.All)
            {
                Append(pending, part, rowCount, large);
                reserved -= large is null ? part.Rows.Length : 0;
            }
        }
        catch
        {
            // What no writer has taken it cannot give back.
            budget.Release(reserved);
            throw;
        }
    }

    private void Append(PendingEvent pending, in FileRows part, int rowCount, LargeRows? large)
    {
        var writer = part.Writer;
        bool isFull = large is not null;
        while (
            large is null
                ? !writer.TryAppend(pending, part.Schema, part.Form, part.Rows.Span, rowCount, out isFull)
                : !writer.TryAppend(pending, part.Schema, large)
        )
        {
            // It was closed for idleness since.
            writer = scheduler.Writers.Get(part.Key, part.Schema);
        }

        if (isFull)
        {
            scheduler.Request(writer);
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
        var gap = new SequenceGap(Progress.Incarnation, _partitionId, first, last);
        LogGap(_partitionId, first, last, gap.Count);
        await deadLetters.WriteAsync(gap, cancellationToken);
        metrics.Gap(_partitionId, gap.Count);
    }
}
