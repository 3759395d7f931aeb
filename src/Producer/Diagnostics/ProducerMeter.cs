using System.Diagnostics.Metrics;
using ModelData.Producer.Buffering;
using ModelData.Producer.Sending;

namespace ModelData.Producer.Diagnostics;

/// <summary>
/// The metrics of the process, meter <c>ModelData.Producer</c>: one meter for all pipelines, since who reads metrics takes equal names and tags for one
/// series. All are read when somebody asks, so that counting costs scoring nothing more. What collectors counted that are gone stays in their sum: no
/// counter ever falls. Thread-safe.
/// </summary>
internal sealed class ProducerMeter
{
    private const string Rows = "{row}";

    private readonly Meter _meter = new(ProducerTelemetry.MeterName);
    private readonly Lock _gate = new();
    private readonly HashSet<CollectionPipeline> _pipelines = [];
    private readonly HashSet<CollectorState> _collectors = [];
    private readonly Dictionary<RowTags, RowCounters> _totals = [];

    private readonly CollectorStates _states = new();

    private ProducerMeter()
    {
        _meter.CreateObservableGauge(
            "modeldata.producer.state",
            ObserveStates,
            "{state}",
            "1 for the state of the collectors; where several share the tags, for that which most asks for somebody."
        );
        CountRows("enqueued", "Rows that Collect found good and took.", static counts => counts.Enqueued);
        CountRows("sampled_out", "Good rows that are not in the sample.", static counts => counts.SampledOut);
        CountRows("sent", "Rows that Event Hubs has acknowledged.", static counts => counts.Sent);
        CountRows("failed", "Rows whose batch was given up.", static counts => counts.Failed);
        _meter.CreateObservableUpDownCounter(
            "modeldata.producer.rows.pending",
            () => Observe(static counts => counts.Pending),
            Rows,
            "Rows on their way."
        );
        _meter.CreateObservableCounter(
            "modeldata.producer.rows.dropped",
            () => ObserveReasons<DropReason>(static (counters, reason) => counters.Of(reason)),
            Rows,
            "Rows that were taken and dropped, by reason."
        );
        _meter.CreateObservableCounter(
            "modeldata.producer.rows.refused",
            () => ObserveReasons<RefusalReason>(static (counters, reason) => counters.Of(reason)),
            Rows,
            "Rows that Collect did not take, by reason."
        );
        _meter.CreateObservableCounter("modeldata.producer.batches.sent", () => Sends.Batches, "{batch}");
        _meter.CreateObservableCounter("modeldata.producer.batches.resent", () => Sends.Resends, "{batch}");
        _meter.CreateObservableCounter("modeldata.producer.batches.given_up", () => Sends.GivenUp, "{batch}");
        _meter.CreateObservableCounter("modeldata.producer.bytes.sent", () => Sends.Bytes, "By");
        _meter.CreateObservableGauge(
            "modeldata.producer.ring.used",
            () => Sum(static pipeline => pipeline.Queue.Ring.Tail - pipeline.Queue.Ring.Head),
            "By"
        );
        _meter.CreateObservableGauge(
            "modeldata.producer.backlog.used",
            () => Sum(static pipeline => pipeline.Backlog.Bytes),
            "By"
        );
    }

    public static ProducerMeter Process { get; } = new();

    /// <summary>The batches of all pipelines.</summary>
    public SendCounters Sends { get; } = new();

    public void Add(CollectionPipeline pipeline)
    {
        lock (_gate)
        {
            _pipelines.Add(pipeline);
        }
    }

    /// <summary>The sum of all collectors, past and present, that share the tags of an address.</summary>
    public RowCounters Total(CollectionAddress address)
    {
        lock (_gate)
        {
            RowTags tags = RowTags.Of(address);
            if (!_totals.TryGetValue(tags, out RowCounters? total))
            {
                total = new RowCounters();
                _totals.Add(tags, total);
            }
            return total;
        }
    }

    /// <summary>Tells a collector's state from now on, until it is closed or forgotten.</summary>
    public void Watch(CollectorState collector) => _states.Add(collector);

    /// <summary>A collector is closed.</summary>
    public void Forget(CollectorState collector) => _states.Remove(collector);

    /// <summary>Reads a collector's counts from now on, when somebody asks.</summary>
    public void Add(CollectorState collector)
    {
        lock (_gate)
        {
            if (collector.Join())
            {
                _collectors.Add(collector);
            }
        }
    }

    /// <summary>A pipeline has nothing of a collector any more; what it counted stays.</summary>
    public void Remove(CollectorState collector)
    {
        lock (_gate)
        {
            if (collector.Leave())
            {
                _collectors.Remove(collector);
            }
        }
        collector.PassOn();
    }

    /// <summary>Takes out a pipeline that has ended; what its collectors counted stays.</summary>
    public void Remove(CollectionPipeline pipeline)
    {
        lock (_gate)
        {
            _pipelines.Remove(pipeline);
        }
        foreach (CollectorState collector in pipeline.Collectors.All)
        {
            Remove(collector);
        }
    }

    private void CountRows(string name, string description, Func<CollectorStatistics, long> read) =>
        _meter.CreateObservableCounter($"modeldata.producer.rows.{name}", () => Observe(read), Rows, description);

    private List<Measurement<long>> Observe(Func<CollectorStatistics, long> read) =>
        [.. Totals().Select(it => new Measurement<long>(read(it.Counts.Snapshot()), it.Tags.All))];

    private List<Measurement<long>> ObserveReasons<TReason>(Func<RowCounters, TReason, long> read)
        where TReason : struct, Enum =>
        [
            .. from total in Totals()
            from reason in Enum.GetValues<TReason>()
            let rows = read(total.Counts, reason)
            where rows > 0
            select new Measurement<long>(rows, [.. total.Tags.All, new("reason", reason.ToString())]),
        ];

    private List<Measurement<long>> ObserveStates() =>
        [
            .. from collector in _states.All
            group collector.Status.Current by RowTags.Of(collector.Address) into series
            let worst = series.Aggregate(static (one, other) => one.Or(other))
            select new Measurement<long>(1, [.. series.Key.All, new("state", worst.State.ToString())]),
        ];

    private List<(RowTags Tags, RowCounters Counts)> Totals()
    {
        lock (_gate)
        {
            foreach (CollectorState collector in _collectors)
            {
                collector.PassOn();
            }
            return [.. _totals.Select(static it => (it.Key, it.Value))];
        }
    }

    private long Sum(Func<CollectionPipeline, long> read)
    {
        lock (_gate)
        {
            return _pipelines.Sum(read);
        }
    }

    /// <summary>What a series of rows is about. Collectors that share it, in several pipelines or workspaces, are one series.</summary>
    private readonly record struct RowTags(string Model, string Version, string WebService, string Identifier)
    {
        public KeyValuePair<string, object?>[] All =>
            [
                new("model", Model),
                new("version", Version),
                new("webservice", WebService),
                new("identifier", Identifier),
            ];

        public static RowTags Of(CollectionAddress address) =>
            new(address.Model, address.Version, address.WebService, address.Identifier);
    }
}
