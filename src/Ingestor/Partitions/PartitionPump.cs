using Microsoft.Extensions.Logging;
using ModelData.EventHubs;
using ModelData.EventHubs.Processor;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Committing;
using ModelData.Ingestor.DeadLetters;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Formats;
using ModelData.Ingestor.State;

namespace ModelData.Ingestor.Partitions;

/// <summary>
/// Reads one partition from its state's position on and hands every event to <see cref="EventIntake"/>. Attaches again for as long as
/// the worker owns it; ends only with its lease, or when going on could lose or double rows.
/// </summary>
internal sealed partial class PartitionPump(
    PartitionLease lease,
    int partitionNumber,
    PumpSettings settings,
    IHubSource hub,
    StateSaver saver,
    ICheckpointStore checkpoints,
    FlushScheduler scheduler,
    FileFormats formats,
    IDeadLetterStore deadLetters,
    LetterBuffers letters,
    MemoryBudget budget,
    WorkerMetrics metrics,
    TimeProvider time,
    ILogger<PartitionPump> logger
)
{
    /// <summary>A worker that owns its partitions reads at this level; a stale one is thrown out by the service.</summary>
    private const long OwnerLevel = 0;

    private const int MaxEventsPerReceive = 100;
    private static readonly TimeSpan ReceiveWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgetStolen = TimeSpan.FromMinutes(2);

    private readonly string _partitionId = lease.PartitionId;
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));
    private readonly Backoff _stolenBackoff = new(TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(30));
    private long _stolenAt;
    private volatile EventIntake? _intake;
    private volatile bool _isAttached;

    public string PartitionId => _partitionId;

    /// <summary>Whether the partition is being read at present.</summary>
    public bool IsAttached => _isAttached;

    public PartitionProgress? Progress => _intake?.Progress;

    /// <summary>What the partition said of itself when it was last asked.</summary>
    public PartitionProperties? LastSeen { get; private set; }

    /// <summary>The last sequence number that was in it then; -1 when there was none.</summary>
    public long LastEnqueued => LastSeen?.LastEnqueuedSequenceNumber ?? -1;

    /// <summary>Asks the partition where it ends.</summary>
    public async Task<PartitionProperties> LookAsync(CancellationToken cancellationToken)
    {
        var askedAt = time.GetUtcNow();
        var properties = await hub.Management.GetPartitionPropertiesAsync(_partitionId, cancellationToken);
        LastSeen = properties;
        Progress?.Saw(properties, askedAt);
        return properties;
    }

    /// <summary>Whether positions may be saved: not once another worker goes on from them.</summary>
    public bool IsOwner => lease.End != LeaseEnd.Lost;

    /// <summary>Reads until the lease ends.</summary>
    /// <exception cref="PartitionFailedException">Going on could lose or double rows.</exception>
    public async Task RunAsync()
    {
        var stopping = lease.Ended;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (EventHubsException e) when (e.Reason == FailureReason.ConsumerDisconnected)
            {
                LogStolen(_partitionId, hub.ConsumerGroup, Problem.Of(e));
                await VerifyAsync(stopping);
            }
            catch (HubRecreatedException)
            {
                LogHubRecreated(_partitionId);
            }
            catch (Exception e) when (e is not PartitionFailedException)
            {
                var wait = _backoff.Next();
                LogRetry(_partitionId, wait, Problem.Of(e));
                await Task.Delay(wait, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                _isAttached = false;
            }
        }
    }

    /// <summary>Saves the position, if the partition has been read at all and is still owned.</summary>
    public Task SaveAsync(CancellationToken cancellationToken) =>
        IsOwner && _intake is { } intake
            ? saver.SaveAsync(intake.Incarnation, intake.Progress, intake.Routing, cancellationToken)
            : Task.CompletedTask;

    // Attaching again at once would trade the partition with the other reader for ever: if that is its owner, this lease has ended; if not, it
    // is somebody outside the fleet, or a former owner that does not know yet.
    private async Task VerifyAsync(CancellationToken stopping)
    {
        if (time.GetElapsedTime(_stolenAt) > ForgetStolen)
        {
            _stolenBackoff.Reset();
        }

        while (!stopping.IsCancellationRequested)
        {
            _stolenAt = time.GetTimestamp();
            await Task.Delay(_stolenBackoff.Next(), time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await lease.VerifyAsync(stopping);
                return;
            }
            // Also while it stops: the lease has ended then, and the loop with it.
            catch (Exception e)
            {
                LogNotVerified(_partitionId, Problem.Of(e));
            }
        }
    }

    private async Task ReadAsync(CancellationToken stopping)
    {
        var intake = _intake;
        var incarnation = await ReadIncarnationAsync(stopping);
        if (intake is null || intake.Incarnation != incarnation)
        {
            _intake = intake = await StartAsync(incarnation, stopping);
        }

        await CheckPositionAsync(intake, stopping);
        long barrier = LastEnqueued;
        var options = new PartitionReceiverOptions
        {
            OwnerLevel = OwnerLevel,
            Identifier = settings.Identifier,
            PrefetchBytes = settings.PrefetchBytes,
            // An event is decoded and its rows are copied, or it is set aside, before the next ones are asked for.
            ReusesMemory = true,
            OnAttached = token => VerifyAttachAsync(intake, token),
        };
        var position = intake.LastRead < 0 ? EventPosition.Earliest : EventPosition.FromSequenceNumber(intake.LastRead);
        await using var receiver = hub.CreateReceiver(_partitionId, position, options);
        while (true)
        {
            if (intake.Routing != settings.Routing && intake.LastRead >= barrier)
            {
                await ChangeRoutingAsync(intake, stopping);
            }

            var events = await receiver.ReceiveAsync(MaxEventsPerReceive, ReceiveWait, stopping);
            _backoff.Reset();
            foreach (var received in events)
            {
                await intake.TakeAsync(received, stopping);
            }
        }
    }

    /// <summary>Decides where reading starts: the state alone, and nothing else, unless adopting was asked for.</summary>
    private async Task<EventIntake> StartAsync(HubIncarnation incarnation, CancellationToken stopping)
    {
        var state = await saver.LoadAsync(stopping);
        if (state is not null && state.Incarnation != incarnation.Text)
        {
            LogHubRecreated(_partitionId);
            state = null;
        }

        var start = StartingPoint.From(state, settings);
        var mirror = await checkpoints.GetAsync(_partitionId, stopping);
        if (mirror?.SequenceNumber is { } ahead && ahead > start.Position.SequenceNumber)
        {
            if (settings.AdoptCheckpoints)
            {
                LogMirrorAdopted(_partitionId, ahead, start.Position.SequenceNumber);
                start = start.Adopt(mirror, ahead);
            }
            else
            {
                LogMirrorAhead(_partitionId, ahead, start.Position.SequenceNumber);
            }
        }

        LogStarted(_partitionId, start.Position.SequenceNumber, incarnation.Text);
        var source = new SourcePartition(incarnation.Id, partitionNumber);
        return new EventIntake(
            _partitionId,
            partitionNumber,
            incarnation,
            start,
            scheduler,
            new RowEncoder(formats, scheduler),
            deadLetters,
            budget,
            metrics,
            logger
        )
        {
            Letters = letters.Create(_partitionId, source, incarnation, UnconditionalProof.Instance, stopping),
        };
    }

    private async Task<HubIncarnation> ReadIncarnationAsync(CancellationToken cancellationToken)
    {
        var properties = await hub.Management.GetHubPropertiesAsync(cancellationToken);
        return HubIncarnation.Create(hub.FullyQualifiedNamespace, hub.HubName, properties.CreatedAt);
    }

    /// <summary>After each attach: is this still the hub that our positions count in, and does it reach as far?</summary>
    private async ValueTask VerifyAttachAsync(EventIntake intake, CancellationToken cancellationToken)
    {
        if (await ReadIncarnationAsync(cancellationToken) != intake.Incarnation)
        {
            throw new HubRecreatedException();
        }

        await CheckPositionAsync(intake, cancellationToken);
        _isAttached = true;
    }

    private async Task CheckPositionAsync(EventIntake intake, CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        if (LastEnqueued < intake.LastRead)
        {
            throw new PartitionFailedException(
                $"Partition {_partitionId} ends at sequence number {LastEnqueued}, but {intake.LastRead} was read before: "
                    + "the hub was failed over to a copy that lacks events. Reading on would skip or double rows. "
                    + "Delete the partition's state blob to read the copy from its start"
            );
        }
    }

    private async Task ChangeRoutingAsync(EventIntake intake, CancellationToken stopping)
    {
        while (intake.Progress.PendingCount > 0)
        {
            scheduler.RequestAll();
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, stopping);
        }

        await saver.SaveAsync(intake.Incarnation, intake.Progress, settings.Routing, stopping);
        intake.Routing = settings.Routing;
        LogRouting(_partitionId, settings.Routing);
    }
}
