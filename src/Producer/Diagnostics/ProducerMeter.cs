using System.Diagnostics.Metrics;
using ModelData.Producer.Buffering;
using ModelData.Producer.Sending;

namespace ModelData.Producer.Diagnostics;

/// <summary>
/// The metrics of a pipeline, meter <c>ModelData.Producer</c>. All of them are read when somebody asks, so that counting costs scoring nothing more.
/// </summary>
internal sealed class ProducerMeter : IDisposable
{
    public const string Name = "ModelData.Producer";
    private const string Rows = "{row}";

    private readonly Meter _meter = new(Name);
    private readonly CollectorTable _collectors;

    public ProducerMeter(CollectorTable collectors, RowRing ring, PipelineBacklog backlog, SendCounters sends)
    {
        _collectors = collectors;
        CountRows("enqueued", "Rows that Collect found good.", static counts => counts.Enqueued);
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
        _meter.CreateObservableCounter("modeldata.producer.batches.sent", () => sends.Batches, "{batch}");
        _meter.CreateObservableCounter("modeldata.producer.batches.resent", () => sends.Resends, "{batch}");
        _meter.CreateObservableCounter("modeldata.producer.batches.given_up", () => sends.GivenUp, "{batch}");
        _meter.CreateObservableCounter("modeldata.producer.bytes.sent", () => sends.Bytes, "By");
        _meter.CreateObservableGauge("modeldata.producer.ring.used", () => ring.Tail - ring.Head, "By");
        _meter.CreateObservableGauge("modeldata.producer.backlog.used", () => backlog.Bytes, "By");
    }

    public void Dispose() => _meter.Dispose();

    private void CountRows(string name, string description, Func<CollectorStatistics, long> read) =>
        _meter.CreateObservableCounter($"modeldata.producer.rows.{name}", () => Observe(read), Rows, description);

    private List<Measurement<long>> Observe(Func<CollectorStatistics, long> read)
    {
        List<Measurement<long>> measurements = [];
        foreach (CollectorState collector in _collectors.All)
        {
            measurements.Add(new(read(collector.Counters.Snapshot()), Tags(collector)));
        }
        return measurements;
    }

    private List<Measurement<long>> ObserveReasons<TReason>(Func<RowCounters, TReason, long> read)
        where TReason : struct, Enum
    {
        List<Measurement<long>> measurements = [];
        foreach (CollectorState collector in _collectors.All)
        {
            foreach (TReason reason in Enum.GetValues<TReason>())
            {
                if (read(collector.Counters, reason) is > 0 and long rows)
                {
                    measurements.Add(new(rows, [.. Tags(collector), new("reason", reason.ToString())]));
                }
            }
        }
        return measurements;
    }

    private static KeyValuePair<string, object?>[] Tags(CollectorState collector) =>
        [new("model", collector.Address.Model), new("identifier", collector.Address.Identifier)];
}
