using ModelData.HubClient;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Replaying;

/// <summary>
/// Reads a range of one partition and hands every event to <see cref="EventIntake"/>, as the worker's pump does without an end. It reads
/// without an owner level: it never takes a partition from anybody. Not thread-safe.
/// </summary>
internal sealed class PartitionReplay(
    PartitionRange range,
    EventIntake intake,
    IHubSource hub,
    long prefetchBytes,
    TimeProvider time
)
{
    private const int MaxEventsPerReceive = 100;
    private static readonly TimeSpan ReceiveWait = TimeSpan.FromSeconds(1);

    /// <summary>So often in a row a hub in trouble is asked again, in 16 s or so.</summary>
    private const int MostFailures = 6;
    private static readonly TimeSpan MostSilence = TimeSpan.FromMinutes(1);

    private long _beginning;

    public PartitionRange Range => range;

    public EventIntake Intake => intake;

    /// <summary>Told of each event within the range.</summary>
    public Action<ReplayProgress>? Progressed { get; init; }

    /// <summary>The first event that was read, if any was.</summary>
    public PartitionPosition? First { get; private set; }

    /// <summary>The last event that was read within the range, if any was.</summary>
    public PartitionPosition? Last { get; private set; }

    /// <summary>The number of events read within the range.</summary>
    public long Events { get; private set; }

    /// <summary>Whether events at the start of the range were no longer stored.</summary>
    public bool StartsLate { get; private set; }

    /// <summary>The first sequence number that is still stored.</summary>
    public long FirstAvailable => First?.SequenceNumber ?? _beginning;

    /// <summary>Reads the range.</summary>
    /// <exception cref="ReplayException">It cannot be read.</exception>
    public Task ReadAsync(CancellationToken cancellationToken) =>
        ReadAsync(range.End, range.To, Note, cancellationToken);

    /// <summary>Reads on behind the range, whatever the time of the events.</summary>
    /// <exception cref="ReplayException">It cannot be read.</exception>
    public Task ReadOnAsync(long end, CancellationToken cancellationToken) =>
        ReadAsync(end, null, _ => { }, cancellationToken);

    /// <exception cref="ReplayException">What was read is not written: the hub is no longer the one that was read, or a file cannot be written.</exception>
    public void ThrowIfOver()
    {
        switch (intake.Session.End)
        {
            case SessionEnd.None:
                return;
            case SessionEnd.HubRecreated:
                throw new ReplayException(
                    "The hub was deleted and created again while it was read: run the command anew."
                );
            default:
                throw new ReplayException(
                    intake.Session.Problem ?? $"Rows of partition {range.PartitionId} could not be written."
                );
        }
    }

    private async Task ReadAsync(
        long end,
        DateTimeOffset? to,
        Action<ReceivedEvent> note,
        CancellationToken cancellationToken
    )
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, intake.Session.Ended);
        try
        {
            await ReadUntilAsync(end, to, note, reading.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SessionEndedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfOver();
            throw;
        }
    }

    private async Task ReadUntilAsync(
        long end,
        DateTimeOffset? to,
        Action<ReceivedEvent> note,
        CancellationToken cancellationToken
    )
    {
        if (intake.LastRead >= end || await IsNothingLeftAsync(end, cancellationToken))
        {
            return;
        }

        var options = new PartitionReceiverOptions
        {
            Identifier = $"modeldata-replay-{Environment.ProcessId}",
            PrefetchBytes = prefetchBytes,
        };
        await using var receiver = hub.CreateReceiver(range.PartitionId, range.Position(intake.LastRead), options);
        long heard = time.GetTimestamp();
        while (intake.LastRead < end)
        {
            var events = await ReceiveAsync(receiver, cancellationToken);
            foreach (var received in events)
            {
                if (received.SequenceNumber > end || received.EnqueuedTime > to)
                {
                    return;
                }

                note(received);
                await intake.TakeAsync(received, cancellationToken);
            }

            if (events.Count > 0)
            {
                heard = time.GetTimestamp();
            }
            else if (await IsNothingLeftAsync(end, cancellationToken))
            {
                return;
            }
            else if (time.GetElapsedTime(heard) > MostSilence)
            {
                throw new ReplayException(
                    $"Partition {range.PartitionId} has events up to {end}, but none behind {intake.LastRead} arrived for {MostSilence}."
                );
            }
        }
    }

    private void Note(ReceivedEvent received)
    {
        var position = new PartitionPosition(received.SequenceNumber, received.Offset, received.EnqueuedTime);
        if (First is null)
        {
            First = position;
            StartsLate = range.Start.IsKnown
                ? received.SequenceNumber > range.Start.Position.SequenceNumber + 1
                : received.EnqueuedTime > range.From
                    && received.SequenceNumber > 0
                    && received.SequenceNumber <= _beginning;
        }

        Last = position;
        Events++;
        Progressed?.Invoke(new ReplayProgress(1, Events == 1 ? range.End - received.SequenceNumber + 1 : 0));
    }

    private async ValueTask<IReadOnlyList<ReceivedEvent>> ReceiveAsync(
        IPartitionReceiver receiver,
        CancellationToken cancellationToken
    )
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(8));
        for (int failures = 1; ; failures++)
        {
            try
            {
                return await receiver.ReceiveAsync(MaxEventsPerReceive, ReceiveWait, cancellationToken);
            }
            catch (HubException e) when (Explain(e.Reason) is { } problem)
            {
                throw new ReplayException(problem, e);
            }
            catch (HubException e) when (e.IsTransient && failures < MostFailures)
            {
                await Task.Delay(backoff.Next(), time, cancellationToken);
            }
        }
    }

    private string? Explain(HubFailureReason reason) =>
        reason switch
        {
            // The hub itself answered before.
            HubFailureReason.ResourceNotFound =>
                $"The hub {hub.HubName} has no consumer group {hub.ConsumerGroup}: create it, "
                    + "or name one that exists and that no worker reads with (--consumer-group).",
            HubFailureReason.ConsumerDisconnected =>
                $"The consumer group {hub.ConsumerGroup} is in use: a worker or another consumer owns partition {range.PartitionId}. "
                    + "A replay needs a consumer group of its own: create one and name it with --consumer-group.",
            HubFailureReason.QuotaExceeded =>
                $"The consumer group {hub.ConsumerGroup} has as many readers of partition {range.PartitionId} as the service allows: "
                    + "wait until another replay has ended, or name another group with --consumer-group.",
            _ => null,
        };

    /// <summary>Whether everything up to the end has expired, or nothing was ever stored so late.</summary>
    private async Task<bool> IsNothingLeftAsync(long end, CancellationToken cancellationToken)
    {
        var properties = await hub.Management.GetPartitionPropertiesAsync(range.PartitionId, cancellationToken);
        _beginning = properties.IsEmpty
            ? properties.LastEnqueuedSequenceNumber + 1
            : properties.BeginningSequenceNumber;
        if (_beginning > end && intake.LastRead < end && First is null)
        {
            StartsLate = !properties.IsEmpty || properties.LastEnqueuedSequenceNumber >= 0;
        }

        bool isAllOlder = intake.LastRead < 0 && properties.LastEnqueuedTime < range.From;
        return _beginning > end || isAllOlder;
    }
}
