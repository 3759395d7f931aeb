using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>
/// What scoring threads and pumps share about one collector, whichever pipelines it collects into in the course of time. Thread-safe.
/// </summary>
internal sealed class CollectorState
{
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly long[] _nextDropLog;
    private readonly HashSet<string> _missing = [];
    private readonly Lock _passing = new();
    private readonly Lock _naming = new();
    private readonly RowCounters _passedOn = new();
    private readonly RowCounters? _total;
    private TimeSpan _dropLogInterval;
    private int _pipelines;
    private int _refusalsLogged;
    private int _isSampleKeySaid;
    private int _isCorrelationIdSaid;
    private int _width;
    private long _lastLoss = long.MinValue;
    private long _nextLossReport = long.MinValue;

    /// <param name="address">Where the rows belong.</param>
    /// <param name="features">The names.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="dropLogInterval">How often drops of one reason are logged at most.</param>
    /// <param name="logger">The log.</param>
    /// <param name="total">The sum that the counts are passed on to; null for none.</param>
    public CollectorState(
        CollectionAddress address,
        FeatureNames features,
        TimeProvider clock,
        TimeSpan dropLogInterval,
        ILogger logger,
        RowCounters? total
    )
    {
        Address = address;
        Features = features;
        Plans = new RowPlans(new RowPlan(features));
        _width = features.Count;
        _clock = clock;
        _dropLogInterval = dropLogInterval;
        _logger = logger;
        _total = total;
        Status = new StatusTracker(clock);
        _nextDropLog = new long[Enum.GetValues<DropReason>().Length];
        Array.Fill(_nextDropLog, long.MinValue);
    }

    public CollectionAddress Address { get; }

    public FeatureNames Features { get; }

    /// <summary>How rows go out.</summary>
    public RowPlans Plans { get; private init; }

    public RowCounters Counters { get; } = new();

    public ILogger Logger => _logger;

    /// <summary>Whether its collection works.</summary>
    public StatusTracker Status { get; }

    /// <summary>How often it is told how the collection is; null for never.</summary>
    public TimeSpan? HeartbeatInterval { get; set; }

    /// <summary>Told of what goes wrong; null for nobody.</summary>
    public ProblemCallback? OnProblem { get; set; }

    /// <summary>The clock's timestamp of the last rows that were dropped or given up; null when there were none.</summary>
    public long? LastLoss => Volatile.Read(ref _lastLoss) is > long.MinValue and var loss ? loss : null;

    /// <summary>The number of features; 0 until the first row has fixed it, when no names were given.</summary>
    public int Width => Volatile.Read(ref _width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AcceptsWidth(int width) => width == Volatile.Read(ref _width) || (_width == 0 && FixWidth(width));

    /// <summary>Names the features where the first row tells them.</summary>
    /// <returns>Whether these are their names; not so where another row came first.</returns>
    /// <exception cref="ArgumentException">The names cannot be columns.</exception>
    public bool TryName(string[] names)
    {
        lock (_naming)
        {
            if (_width != 0)
            {
                return false;
            }
            // Before the width: a row of it may follow at once.
            Features.Learn(names);
            Volatile.Write(ref _width, names.Length);
            return true;
        }
    }

    /// <summary>Who takes rows now that the first of them has named the features; null where nobody else does.</summary>
    public Func<RowIntake?>? OnNamed { get; set; }

    /// <summary>The same collector with counters of its own and without a log.</summary>
    public CollectorState ForPrinting() =>
        new(Address, Features, _clock, _dropLogInterval, NullLogger.Instance, null) { _width = Width, Plans = Plans };

    /// <summary>Has drops logged at another interval.</summary>
    public void LogDropsEvery(TimeSpan interval) => _dropLogInterval = interval;

    /// <summary>Counts refused rows; the first of each reason is logged.</summary>
    public void Refuse(RefusalReason reason, int rows, string detail)
    {
        Counters.AddRefused(reason, rows);
        int bit = 1 << (int)reason;
        if ((Interlocked.Or(ref _refusalsLogged, bit) & bit) == 0)
        {
            _logger.RowsRefused(Address, detail);
            Report(CollectionProblemKind.RowsRefused, $"Rows are refused: {detail}", null);
        }
        PassOnLate();
    }

    /// <summary>Counts dropped rows; logged at most once per interval and reason.</summary>
    public void Drop(DropReason reason, int rows, string? detail = null)
    {
        Counters.AddDropped(reason, rows);
        if (IsDue(ref _nextDropLog[(int)reason]))
        {
            // A full ring has a cause, and only the connection knows it.
            detail ??= reason == DropReason.RingFull ? Status.Connection?.Backlog : null;
            _logger.RowsDropped(Address, reason, Counters.Of(reason), detail is null ? "" : $": {detail}");
            Report(
                CollectionProblemKind.RowsDropped,
                $"Rows are dropped ({reason}){(detail is null ? "." : $": {detail}")}",
                null
            );
        }
        PassOnLate();
    }

    /// <summary>Counts rows whose batch was given up; told at most once per interval.</summary>
    public void GiveUp(int rows)
    {
        Counters.AddFailed(rows);
        if (IsDue(ref _nextLossReport))
        {
            CollectionStatus status = Status.Current;
            Report(CollectionProblemKind.RowsGivenUp, $"Rows are given up. {status.Reason}", status.Mend);
        }
    }

    /// <summary>Notes that a pipeline counts the collector's rows.</summary>
    /// <returns>Whether it is the first one.</returns>
    public bool Join() => Interlocked.Increment(ref _pipelines) == 1;

    /// <summary>Notes that a pipeline has nothing of the collector any more.</summary>
    /// <returns>Whether it was the last one: what a caller who came too late still counts is passed on at once from now on.</returns>
    public bool Leave() => Interlocked.Decrement(ref _pipelines) == 0;

    /// <summary>Brings the sum up to date.</summary>
    public void PassOn()
    {
        if (_total is not null)
        {
            lock (_passing)
            {
                Counters.PassOn(_total, _passedOn);
            }
        }
    }

    private bool IsDue(ref long next)
    {
        long now = _clock.GetTimestamp();
        Volatile.Write(ref _lastLoss, now);
        long due = Volatile.Read(ref next);
        long following = now + (long)(_dropLogInterval.TotalSeconds * _clock.TimestampFrequency);
        return now >= due && Interlocked.CompareExchange(ref next, following, due) == due;
    }

    private void Report(CollectionProblemKind kind, string reason, string? mend) =>
        OnProblem?.Report(new CollectionProblem(kind, Address, reason, mend), _logger);

    private void PassOnLate()
    {
        // While it collects, which is nearly always, a refused row must not queue here.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _pipelines) == 0)
        {
            PassOn();
        }
    }

    /// <summary>Says that rows of other types than the first ones go into a file of their own.</summary>
    public void SayOtherTypes(string detail) => _logger.OtherTypes(Address, detail);

    /// <summary>Says that redaction names columns that there are not; each list once.</summary>
    public void SayMissing(string columns)
    {
        bool isFirst;
        lock (_missing)
        {
            isFirst = _missing.Add(columns);
        }
        if (isFirst)
        {
            _logger.RedactedColumnsMissing(Address, columns);
        }
    }

    /// <summary>Says that rows have no such column as they are to be sampled by.</summary>
    public void SaySampleKeyMissing(string column)
    {
        if (Interlocked.Exchange(ref _isSampleKeySaid, 1) == 0)
        {
            _logger.SampleKeyMissing(Address, column);
        }
    }

    /// <summary>Says that the application's code has failed to name a correlation id.</summary>
    public void SayCorrelationIdFailed(Exception exception)
    {
        if (Interlocked.Exchange(ref _isCorrelationIdSaid, 1) == 0)
        {
            _logger.CorrelationIdFailed(exception, Address);
        }
    }

    private bool FixWidth(int width)
    {
        if (width > FeatureNames.MaxCount)
        {
            return false;
        }
        lock (_naming)
        {
            if (_width == 0)
            {
                Volatile.Write(ref _width, width);
            }
            return _width == width;
        }
    }
}
