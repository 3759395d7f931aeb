using Microsoft.Extensions.Logging;
using ModelData.Producer.Buffering;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Sending;

/// <summary>One connection, one ring and one pump, for all collectors with equal settings. Thread-safe.</summary>
internal sealed class CollectionPipeline : IAsyncDisposable
{
    /// <summary>What a pump that was told to abandon everything may take to count what is left.</summary>
    private static readonly TimeSpan AbandonGrace = TimeSpan.FromSeconds(1);

    private readonly PipelineSettings _settings;
    private readonly SenderConnection _connection;
    private readonly CancellationTokenSource _abandon = new();
    private readonly CollectionPump _pump;
    private readonly Task _pumping;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _opening = new();
    private Task<FlushResult>? _closing;
    private int _isOpened;

    private CollectionPipeline(PipelineSettings settings, SenderConnection connection, ILogger logger)
    {
        _settings = settings;
        _connection = connection;
        _logger = logger;
        Queue = new RowQueue(
            new RowRing(settings.RingBytes),
            settings.FullRing,
            settings.FullRingWait,
            settings.Clock,
            CountDiscarded
        );
        Backlog = new PipelineBacklog(settings.MaxPendingBytes);
        connection.Health.OnProblem = Tell;
        LaneContext lanes = CreateLanes();
        _pump = new CollectionPump(
            new PumpContext
            {
                Queue = Queue,
                Collectors = Collectors,
                OnRetired = Retire,
                Limits = lanes.Limits,
                Lanes = lanes,
                Linger = settings.Linger,
                Clock = settings.Clock,
                Logger = logger,
                HubName = connection.HubName,
            }
        );
        Heartbeats = new HeartbeatLoop(connection.Sender, Collectors, settings.Clock, logger);
        ProducerMeter.Process.Add(this);
        // The first collector may be made inside of a request, whose activity must not become the parent of all sends to come.
        using (ExecutionContext.SuppressFlow())
        {
            _pumping = Task.Run(PumpAsync);
        }
    }

    public RowQueue Queue { get; }

    public CollectorTable Collectors { get; } = new();

    public PipelineBacklog Backlog { get; }

    /// <summary>Tells how the collection is, where somebody asks for it.</summary>
    public HeartbeatLoop Heartbeats { get; }

    /// <summary>Whether the hub takes what is sent.</summary>
    public ConnectionHealth Health => _connection.Health;

    /// <summary>Told of what goes wrong where there is no collector yet.</summary>
    public ProblemCallback? OnProblem { get; set; }

    /// <summary>The time in which it closes by itself, when the process ends.</summary>
    public TimeSpan CloseTimeout => _settings.CloseTimeout;

    /// <summary>Opens a pipeline; no connection is made yet.</summary>
    /// <exception cref="FormatException">The connection string is malformed.</exception>
    /// <exception cref="ArgumentException">The hub's name is missing.</exception>
    public static CollectionPipeline Start(PipelineSettings settings, ILogger logger) =>
        new(settings, SenderConnection.Open(settings, logger), logger);

    /// <summary>Adds a collector.</summary>
    /// <returns>Its id in records.</returns>
    public int Add(CollectorState collector)
    {
        int id = Collectors.Add(collector);
        ProducerMeter.Process.Add(collector);
        return id;
    }

    /// <summary>Opens the link to the hub, in the background; a second call does nothing.</summary>
    public void Connect()
    {
        if (Interlocked.Exchange(ref _isOpened, 1) == 0)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(() =>
                    ConnectionOpener.RunAsync(_connection.Sender, Health, _settings.Clock, _opening.Token)
                );
            }
        }
    }

    /// <summary>Says that a collector collects into here.</summary>
    public void SayOn(CollectionAddress address) =>
        _logger.CollectionOn(address, _connection.HubName, _connection.Namespace);

    /// <summary>Waits until everything that was collected before is settled.</summary>
    /// <param name="collector">Whose rows.</param>
    /// <param name="id">Its id here.</param>
    /// <param name="timeout">How long; may be infinite.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<FlushResult> FlushAsync(
        CollectorState collector,
        int id,
        TimeSpan timeout,
        CancellationToken cancellationToken
    ) => SettleAsync([collector], id, false, timeout, cancellationToken);

    /// <summary>The same for a collector that puts no more rows in; once all are settled, now or later, nothing of it is left here.</summary>
    /// <param name="collector">The collector, whose door was closed before.</param>
    /// <param name="id">Its id here.</param>
    /// <param name="timeout">How long to wait; may be infinite.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<FlushResult> RetireAsync(
        CollectorState collector,
        int id,
        TimeSpan timeout,
        CancellationToken cancellationToken
    ) => SettleAsync([collector], id, true, timeout, cancellationToken);

    /// <summary>
    /// Closes the door, lets the callers inside finish, sends what is left within the budget, closes the links. A second call joins the first.
    /// </summary>
    /// <param name="budget">For all of it; may be infinite.</param>
    /// <param name="cancellationToken">Ends the budget early.</param>
    public Task<FlushResult> CloseAsync(TimeSpan budget, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _closing ??= CloseOnceAsync(budget, cancellationToken);
        }
    }

    /// <summary>Sends what there is within the time for closing, without closing: the process is asked to end.</summary>
    public async Task SendLastAsync()
    {
        FlushResult result = await SettleAsync(Collectors.All, null, false, CloseTimeout, CancellationToken.None)
            .ConfigureAwait(false);
        if (!result.IsAccepted)
        {
            _logger.NotSentAtTheEnd(_connection.HubName, result.Status, result.LostRows, result.PendingRows);
        }
    }

    /// <summary>Closes within the time of the settings.</summary>
    public async ValueTask DisposeAsync() =>
        await CloseAsync(_settings.CloseTimeout, CancellationToken.None).ConfigureAwait(false);

    private async Task<FlushResult> CloseOnceAsync(TimeSpan budget, CancellationToken cancellationToken)
    {
        long start = _settings.Clock.GetTimestamp();
        ICollection<CollectorState> collectors = Collectors.All;
        CollectorStatistics before = Sum(collectors);
        Queue.Close();
        _pump.Stop();
        bool isDone = await EndsAsync(_pumping, budget, cancellationToken).ConfigureAwait(false);
        if (!isDone)
        {
            await _abandon.CancelAsync().ConfigureAwait(false);
            Queue.Signal.Set();
            await EndsAsync(_pumping, AbandonGrace, CancellationToken.None).ConfigureAwait(false);
        }
        await _opening.CancelAsync().ConfigureAwait(false);
        Health.Dispose();
        TimeSpan left = Left(budget, _settings.Clock.GetElapsedTime(start));
        TimeSpan grace =
            ProducerDefaults.HeartbeatGrace < left || left == Timeout.InfiniteTimeSpan
                ? ProducerDefaults.HeartbeatGrace
                : left;
        await EndsAsync(Heartbeats.EndAsync(), grace, cancellationToken).ConfigureAwait(false);
        left = Left(budget, _settings.Clock.GetElapsedTime(start));
        // Begun in any case, waited for only while there is time.
        await EndsAsync(_connection.CloseAsync(), left, cancellationToken).ConfigureAwait(false);
        ProcessEnd.Forget(this);
        FlushResult result = Result(isDone, before, Sum(collectors));
        // Rows that its collectors have on their way elsewhere are no loss of this one.
        if (result.LostRows == 0 && (result.PendingRows == 0 || result.IsAccepted))
        {
            _logger.Closed(_connection.HubName, result.Status, result.LostRows);
        }
        else
        {
            _logger.ClosedWithLoss(_connection.HubName, result.Status, result.LostRows);
        }
        return result;
    }

    private async Task PumpAsync()
    {
        await _pump.RunGuardedAsync().ConfigureAwait(false);
        ProducerMeter.Process.Remove(this);
    }

    /// <summary>Closes the batches of a collector, or of all, and waits until everything that was collected before is settled.</summary>
    private async Task<FlushResult> SettleAsync(
        ICollection<CollectorState> collectors,
        int? id,
        bool isLast,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        CollectorStatistics before = Sum(collectors);
        // A caller reserves and then looks whether the door is closed; here it was closed, and then the end is looked at: what lies behind it takes itself
        // back.
        Interlocked.MemoryBarrier();
        FlushRequest request = new(Queue.Ring.Tail, id) { IsLast = isLast };
        _pump.Post(request);
        bool isDone = await EndsAsync(request.Done, timeout, cancellationToken).ConfigureAwait(false);
        return Result(isDone, before, Sum(collectors));
    }

    private LaneContext CreateLanes() =>
        new()
        {
            Sender = _connection.Sender,
            HubName = _connection.HubName,
            Namespace = _connection.Namespace,
            Spread = _settings.Spread ? new PartitionList(_connection.Sender, _connection.HubName, _logger) : null,
            Limits = new BatchLimits(_settings.MaxBatchBytes),
            Backlog = Backlog,
            GiveUpAfter = _settings.GiveUpAfter,
            Clock = _settings.Clock,
            Logger = _logger,
            Abandon = _abandon.Token,
            OnSettled = Queue.Signal.Set,
        };

    private void CountDiscarded(RecordHeader header) =>
        Collectors.Get(header.CollectorId).Drop(DropReason.RingFull, header.RowCount);

    private void Retire(int id)
    {
        CollectorState collector = Collectors.Get(id);
        Collectors.Remove(id);
        ProducerMeter.Process.Remove(collector);
    }

    private void Tell(CollectionProblem problem)
    {
        foreach (
            ProblemCallback each in Collectors
                .All.Select(it => it.OnProblem)
                .Append(OnProblem)
                .OfType<ProblemCallback>()
                .Distinct()
        )
        {
            each.Report(problem, _logger);
        }
    }

    private static CollectorStatistics Sum(IEnumerable<CollectorState> collectors)
    {
        RowCounters sum = new();
        foreach (CollectorState each in collectors.Distinct())
        {
            sum.Add(each.Counters);
        }
        return sum.Snapshot();
    }

    private FlushResult Result(bool isDone, CollectorStatistics before, CollectorStatistics after)
    {
        long lost = after.Failed + after.Dropped - before.Failed - before.Dropped;
        // When the pump has failed nothing brings the rest on its way any more.
        FlushStatus status =
            !isDone || (_pump.HasFailed && after.Pending > 0) ? FlushStatus.Interrupted
            : lost > 0 ? FlushStatus.Lost
            : FlushStatus.Accepted;
        return new FlushResult(status, lost, after.Pending);
    }

    private async Task<bool> EndsAsync(Task task, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(Waitable(timeout), _settings.Clock, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>What a timer takes: 49 days are for ever, less than nothing is nothing.</summary>
    private static TimeSpan Waitable(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan || timeout.TotalMilliseconds > uint.MaxValue - 1 ? Timeout.InfiniteTimeSpan
        : timeout < TimeSpan.Zero ? TimeSpan.Zero
        : timeout;

    private static TimeSpan Left(TimeSpan budget, TimeSpan elapsed) =>
        budget == Timeout.InfiniteTimeSpan ? budget
        : elapsed < budget ? budget - elapsed
        : TimeSpan.Zero;
}
