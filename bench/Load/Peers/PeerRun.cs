using Azure.Storage.Blobs;
using ModelData.Bench.Load.Backlog;
using ModelData.Bench.Load.Drain;
using ModelData.Testing;

namespace ModelData.Bench.Load.Peers;

/// <summary>The hubs that peers drain, and the peers in the order in which they run.</summary>
internal sealed class PeerRun : IAsyncDisposable
{
    /// <summary>Peers read beside the worker and the loops.</summary>
    public const string ConsumerGroup = "peers";

    private readonly IngestOptions _options;
    private readonly BrokerProcess _batches;
    private readonly FilledBacklog _backlog;
    private readonly TemporaryFolder _folder;
    private readonly BrokerProcess _rows;
    private readonly JsonRowFiller _filler;

    private PeerRun(
        IngestOptions options,
        BrokerProcess batches,
        FilledBacklog backlog,
        TemporaryFolder folder,
        BrokerProcess rows,
        JsonRowFiller filler
    ) => (_options, _batches, _backlog, _folder, _rows, _filler) = (options, batches, backlog, folder, rows, filler);

    /// <summary>Rows of the hub that has one event per row.</summary>
    public long JsonRows => _filler.Rows;

    /// <summary>Fills a hub with one event per row; the batches are there already.</summary>
    public static async Task<PeerRun> StartAsync(
        IngestOptions options,
        BrokerProcess batches,
        FilledBacklog backlog,
        CancellationToken cancellationToken
    )
    {
        var folder = new TemporaryFolder("modeldata-load-rows-");
        var rows = await BrokerProcess.StartAsync(
            new BrokerOptions
            {
                DataFolder = folder.Path,
                HubName = BacklogPlan.HubName,
                PartitionCount = options.Plan.Partitions,
                ConsumerGroups = [ConsumerGroup],
            }
        );
        var filler = new JsonRowFiller(options.Plan, options.Peers.JsonRows);
        await filler.FillAsync(rows.ConnectionString, cancellationToken);
        return new PeerRun(options, batches, backlog, folder, rows, filler);
    }

    /// <summary>All peers with one kind of storage.</summary>
    public IEnumerable<Func<CancellationToken, Task<DrainRun>>> Contenders(bool hasNullSink)
    {
        yield return Contender(PeerKind.JsRowPerEvent, _rows, _filler.Rows, hasNullSink).RunAsync;
        yield return Contender(PeerKind.JsBatch, _batches, _backlog.Rows, hasNullSink).RunAsync;
        yield return Contender(PeerKind.PlainNetRowPerEvent, _rows, _filler.Rows, hasNullSink).RunAsync;
        yield return Contender(PeerKind.PlainNet, _batches, _backlog.Rows, hasNullSink).RunAsync;
    }

    public async ValueTask DisposeAsync()
    {
        await _rows.DisposeAsync();
        _folder.Dispose();
    }

    private PeerContender Contender(PeerKind kind, BrokerProcess broker, long rows, bool hasNullSink) =>
        new(kind, _options, broker, rows, hasNullSink);
}
