using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>What scoring threads and the pump share about one collector. Thread-safe.</summary>
internal sealed class CollectorState
{
    private readonly ILogger _logger;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _dropLogInterval;
    private readonly long[] _nextDropLog;
    private readonly Lock _retiring = new();
    private RowCounters? _total;
    private RowCounters? _passedOn;
    private int _refusalsLogged;
    private int _width;

    public CollectorState(
        int id,
        CollectionAddress address,
        FeatureNames features,
        TimeProvider clock,
        TimeSpan dropLogInterval,
        ILogger logger
    )
    {
        Id = id;
        Address = address;
        Features = features;
        _width = features.Count;
        _clock = clock;
        _dropLogInterval = dropLogInterval;
        _logger = logger;
        _nextDropLog = new long[Enum.GetValues<DropReason>().Length];
        Array.Fill(_nextDropLog, long.MinValue);
    }

    /// <summary>The collector's place in the pipeline's table: stands in each record.</summary>
    public int Id { get; }

    public CollectionAddress Address { get; }

    public FeatureNames Features { get; }

    public RowCounters Counters { get; } = new();

    public ILogger Logger => _logger;

    /// <summary>The number of features; 0 until the first row has fixed it, when no names were given.</summary>
    public int Width => Volatile.Read(ref _width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AcceptsWidth(int width) => width == _width || (_width == 0 && FixWidth(width));

    /// <summary>The same collector with counters of its own and without a log.</summary>
    public CollectorState ForPrinting() =>
        new(Id, Address, Features, _clock, _dropLogInterval, NullLogger.Instance) { _width = Width };

    /// <summary>Counts refused rows; the first of each reason is logged.</summary>
    public void Refuse(RefusalReason reason, int rows, string detail)
    {
        Counters.AddRefused(reason, rows);
        int bit = 1 << (int)reason;
        if ((Interlocked.Or(ref _refusalsLogged, bit) & bit) == 0)
        {
            _logger.RowsRefused(Address, detail);
        }
        PassOn();
    }

    /// <summary>Counts dropped rows; logged at most once per interval and reason.</summary>
    public void Drop(DropReason reason, int rows, string? detail = null)
    {
        Counters.AddDropped(reason, rows);
        ref long next = ref _nextDropLog[(int)reason];
        long now = _clock.GetTimestamp();
        long due = Volatile.Read(ref next);
        long following = now + (long)(_dropLogInterval.TotalSeconds * _clock.TimestampFrequency);
        if (now >= due && Interlocked.CompareExchange(ref next, following, due) == due)
        {
            _logger.RowsDropped(Address, reason, Counters.Of(reason), detail is null ? "" : $": {detail}");
        }
        PassOn();
    }

    /// <summary>
    /// Adds the counts to a total, which stands for this collector from now on: what a caller who came too late still counts is passed on to it.
    /// </summary>
    public void Retire(RowCounters total)
    {
        lock (_retiring)
        {
            if (_total is null)
            {
                _passedOn = new RowCounters();
                Volatile.Write(ref _total, total);
            }
        }
        PassOn();
    }

    private void PassOn()
    {
        // Before a collector is retired, which is nearly always, a refused row must not queue here.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _total) is { } total)
        {
            lock (_retiring)
            {
                Counters.PassOn(total, _passedOn!);
            }
        }
    }

    /// <summary>Says that rows of other types than the first ones go into a file of their own.</summary>
    public void SayOtherTypes(string detail) => _logger.OtherTypes(Address, detail);

    private bool FixWidth(int width)
    {
        if (width > FeatureNames.MaxCount)
        {
            return false;
        }
        int before = Interlocked.CompareExchange(ref _width, width, 0);
        return before == 0 || before == width;
    }
}
