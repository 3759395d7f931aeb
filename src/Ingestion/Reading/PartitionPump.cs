using Microsoft.Extensions.Logging;
using ModelData.HubClient;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Ingestion.Reading.Heartbeats;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Reading;

/// <summary>
/// Reads one partition from its state's position on and hands every event to <see cref="EventIntake"/>. Attaches again for as long as
/// the worker owns it; ends only with its lease. When it was attached decides nothing: see <see cref="PartitionSession"/>.
/// </summary>
internal sealed partial class PartitionPump(
    PartitionLease lease,
    int partitionNumber,
    PumpSettings settings,
    IHubSource hub,
    StateSaver saver,
    ICheckpointStore checkpoints,
    Looks looks,
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
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(20);

    // As long as the service asks for when it is busy.
    private static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ForgetStolen = TimeSpan.FromMinutes(2);

    private readonly string _partitionId = lease.PartitionId;
    private readonly PartitionClaim _claim = new(
        lease.PartitionId,
        settings,
        hub,
        saver,
        checkpoints,
        looks,
        time,
        logger
    );
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(30));
    private readonly Backoff _haltedBackoff = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2));
    private readonly Backoff _stolenBackoff = new(TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(30));
    private long _stolenAt;
    private long _barrier;
    private volatile EventIntake? _intake;
    private volatile bool _isAttached;

    public string PartitionId => _partitionId;

    /// <summary>Whether the partition is being read at present.</summary>
    public bool IsAttached => _isAttached;

    public PartitionProgress? Progress => _intake?.Progress;

    /// <summary>What producers tell of themselves in the partition; null before it was read.</summary>
    public HeartbeatBook? Heartbeats => _intake?.Heartbeats;

    /// <summary>What the partition said of itself when it was last asked.</summary>
    public PartitionProperties? LastSeen { get; private set; }

    /// <summary>The last sequence number that was in it then; -1 when there was none.</summary>
    public long LastEnqueued => LastSeen?.LastEnqueuedSequenceNumber ?? -1;

    /// <summary>Asks the partition where it ends.</summary>
    public async Task<PartitionProperties> LookAsync(CancellationToken cancellationToken)
    {
        var asOf = looks.StorageTime;
        var properties = await hub.Management.GetPartitionPropertiesAsync(_partitionId, cancellationToken);
        LastSeen = properties;
        if (asOf is { } known)
        {
            Progress?.Saw(properties, known);
        }

        return properties;
    }

    /// <summary>Whether positions may be saved: not once another worker goes on from them.</summary>
    public bool IsOwner => lease.End != LeaseEnd.Lost;

    /// <summary>Reads until the lease ends.</summary>
    public async Task RunAsync()
    {
        var stopping = lease.Ended;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stopping);
            }
            catch (Exception e) when (e is OperationCanceledException or SessionEndedException)
            {
                if (!stopping.IsCancellationRequested)
                {
                    await EndAsync(stopping);
                }
            }
            catch (HubException e) when (e.Reason == HubFailureReason.ConsumerDisconnected)
            {
                LogStolen(_partitionId, hub.ConsumerGroup, Problem.Of(e));
                await VerifyAsync(stopping);
            }
            catch (PartitionFailedException e)
            {
                await HaltAsync(e.ProblemOf(_partitionId), stopping);
            }
            catch (Exception e)
            {
                await RetryAsync(e, stopping);
            }
            finally
            {
                Detach();
            }
        }
    }

    /// <summary>Saves the position, if the partition has been read at all and is still owned.</summary>
    public async Task<SaveOutcome> SaveAsync(CancellationToken cancellationToken)
    {
        if (!IsOwner || _intake is not { } intake || intake.Session.End is SessionEnd.Lost or SessionEnd.Failed)
        {
            return SaveOutcome.Saved;
        }

        var outcome = await saver.SaveAsync(intake.Progress, cancellationToken);
        if (outcome == SaveOutcome.Superseded)
        {
            intake.Session.EndAs(SessionEnd.Lost);
        }

        return outcome;
    }

    /// <summary>Whether the state of a partition that was read is there to be read.</summary>
    public async Task<bool> HasStateAsync(CancellationToken cancellationToken) =>
        _intake is null || await saver.IsThereAsync(cancellationToken);

    /// <summary>Nothing of the partition is in memory any more, or will be committed.</summary>
    public void Forget()
    {
        if (_intake is { } intake)
        {
            looks.Forget(intake.Session);
        }
    }

    /// <summary>Another session has the partition.</summary>
    public void Lose() => _intake?.Session.EndAs(SessionEnd.Lost);

    /// <summary>Asks for a look where nothing but that is missing.</summary>
    public async Task ProveAsync(CancellationToken cancellationToken)
    {
        if (Progress?.AwaitsProof == true)
        {
            await ((Task)looks.LookAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RetryAsync(Exception e, CancellationToken stopping)
    {
        var wait = _backoff.Next();
        wait = e is HubException { Reason: HubFailureReason.ServiceBusy } && wait < BusyWait ? BusyWait : wait;
        LogRetry(_partitionId, wait, Problem.Of(e));
        await Task.Delay(wait, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Without the lease nothing goes on here; in another hub a new session starts, see ReadAsync.
    private async Task EndAsync(CancellationToken stopping)
    {
        switch (_intake?.Session.End)
        {
            case SessionEnd.HubRecreated:
                break;
            case SessionEnd.Failed:
                await HaltAsync(MistakeOf(_intake.Session), stopping);
                break;
            default:
                LogSessionLost(_partitionId);
                await lease.LoseAsync();
                break;
        }
    }

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
        if (intake is null || intake.Session.End != SessionEnd.None)
        {
            intake = await StartAsync(intake, stopping);
        }

        using var reading = CancellationTokenSource.CreateLinkedTokenSource(stopping, intake.Session.Ended);
        await CheckEndAsync(intake, reading.Token);
        var options = new PartitionReceiverOptions
        {
            OwnerLevel = OwnerLevel,
            Identifier = settings.Identifier,
            PrefetchBytes = settings.PrefetchBytes,
        };
        // The last event that was read comes again: it tells whether this is the stream that the position counts in.
        var position =
            intake.LastRead < 0
                ? EventPosition.Earliest
                : EventPosition.FromSequenceNumber(intake.LastRead, isInclusive: true);
        await using var receiver = hub.CreateReceiver(_partitionId, position, options);
        while (true)
        {
            if (intake.Routing != settings.RoutingFor(intake.Routing) && intake.LastRead >= _barrier)
            {
                await SwitchRoutingAsync(intake, reading.Token);
            }

            var events = await receiver.ReceiveAsync(MaxEventsPerReceive, ReceiveWait, reading.Token);
            _backoff.Reset();
            if (!_isAttached)
            {
                // It answered, with events or with none.
                _isAttached = true;
                _problem = null;
                LogReads(_partitionId, intake.LastRead);
            }

            foreach (var received in events)
            {
                await intake.TakeAsync(received, reading.Token);
            }
        }
    }

    private async Task<EventIntake> StartAsync(EventIntake? former, CancellationToken stopping)
    {
        if (former is not null)
        {
            // What is proven of a hub that is gone is in no other place.
            await DrainAsync(former, stopping);
            looks.Forget(former.Session);
        }

        var claimed = await _claim.RunAsync(stopping);
        _haltedBackoff.Reset();
        _barrier = claimed.Barrier;
        var progress = new PartitionProgress(
            partitionNumber,
            claimed.Session,
            claimed.Start.Position,
            claimed.Start.Memory,
            claimed.Start.Watermark
        );
        return _intake = new EventIntake(
            progress,
            claimed.Start,
            looks,
            scheduler,
            new EventRows(formats, scheduler.Writers),
            deadLetters,
            budget,
            metrics,
            logger
        )
        {
            Letters = letters.Create(
                _partitionId,
                progress.Source,
                progress.Incarnation,
                new SessionProof(progress.Session, looks),
                stopping
            ),
        };
    }

    private async Task CheckEndAsync(EventIntake intake, CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        if (LastEnqueued >= intake.LastRead)
        {
            return;
        }

        // Like an event, the end is believed only once a look that began after it is over: it may be that of another hub.
        await looks.LookAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        throw new PartitionFailedException(
            ProblemCatalogue.PositionOfAnotherHub,
            $"Partition {_partitionId} ends at sequence number {LastEnqueued}, but {intake.LastRead} was read before: "
                + "the hub was failed over to a copy that lacks events. Reading on would skip or double rows",
            "Fail back; or send to a hub made anew, and write what the copy holds with `modeldata replay --into <container>`"
        );
    }

    private async Task SwitchRoutingAsync(EventIntake intake, CancellationToken cancellationToken)
    {
        await DrainAsync(intake, cancellationToken);
        var routing = settings.RoutingFor(intake.Routing);
        var outcome = await saver.SwitchAsync(intake.Progress, routing, cancellationToken);
        if (outcome == SaveOutcome.Superseded)
        {
            intake.Session.EndAs(SessionEnd.Lost);
            throw new SessionEndedException();
        }

        intake.Routing = routing;
        LogRouting(_partitionId, routing);
    }

    private async Task DrainAsync(EventIntake intake, CancellationToken cancellationToken)
    {
        while (intake.Progress.PendingCount > 0)
        {
            scheduler.RequestAll();
            await ProveAsync(cancellationToken);
            await Task.Delay(DrainPoll, time, cancellationToken);
        }
    }
}
