using ModelData.Bench.Load.Peers;

namespace ModelData.Bench.Load.Drain;

/// <summary>The figures of the peers: what a user would write in place of the worker.</summary>
internal sealed partial record IngestReport
{
    public double? JsRowPerEventRowsPerSecond { get; init; }

    public double? JsBatchRowsPerSecond { get; init; }

    public double? PlainNetRowsPerSecond { get; init; }

    /// <summary>The worker to the JavaScript program that gets one event per row.</summary>
    public double? WorkerToJs { get; init; }

    /// <summary>The worker to the JavaScript program that gets the same batches.</summary>
    public double? WorkerToJsBatch { get; init; }

    public double? WorkerToPlainNet { get; init; }

    public double? PlainNetRowPerEventRowsPerSecond { get; init; }

    /// <summary>The worker to the plain .NET program that gets one event per row.</summary>
    public double? WorkerToPlainNetRowPerEvent { get; init; }

    public double? PlainNetRowPerEventNullSinkRowsPerSecond { get; init; }

    public double? WorkerToPlainNetRowPerEventNullSink { get; init; }

    public double? JsRowPerEventCpuSecondsPerMillionRows { get; init; }

    public double? JsBatchCpuSecondsPerMillionRows { get; init; }

    public double? PlainNetCpuSecondsPerMillionRows { get; init; }

    public double? JsRowPerEventNullSinkRowsPerSecond { get; init; }

    public double? JsBatchNullSinkRowsPerSecond { get; init; }

    public double? PlainNetNullSinkRowsPerSecond { get; init; }

    public double? WorkerToJsNullSink { get; init; }

    public double? WorkerToJsBatchNullSink { get; init; }

    public double? WorkerToPlainNetNullSink { get; init; }

    public double? JsRowPerEventNullSinkCpuSecondsPerMillionRows { get; init; }

    public double? JsBatchNullSinkCpuSecondsPerMillionRows { get; init; }

    public double? PlainNetNullSinkCpuSecondsPerMillionRows { get; init; }

    /// <summary>Receive, decompress, parse, and write row groups of 100,000 rows with Parquet.Net into memory.</summary>
    public double? BulkParquetRowsPerSecond { get; init; }

    public double? BulkParquetCpuSecondsPerMillionRows { get; init; }

    /// <summary>The worker that writes Parquet, with storage that answers at once, to that.</summary>
    public double? WorkerToBulkParquet { get; init; }

    private IngestReport WithPeers(List<DrainRun> runs)
    {
        var worker = Of(runs, "worker");
        var workerNull = Of(runs, "worker, null sink");
        var jsRow = Of(runs, PeerContender.NameOf(PeerKind.JsRowPerEvent, hasNullSink: false));
        var jsBatch = Of(runs, PeerContender.NameOf(PeerKind.JsBatch, hasNullSink: false));
        var plain = Of(runs, PeerContender.NameOf(PeerKind.PlainNet, hasNullSink: false));
        var netRow = Of(runs, PeerContender.NameOf(PeerKind.PlainNetRowPerEvent, hasNullSink: false));
        var netRowNull = Of(runs, PeerContender.NameOf(PeerKind.PlainNetRowPerEvent, hasNullSink: true));
        var jsRowNull = Of(runs, PeerContender.NameOf(PeerKind.JsRowPerEvent, hasNullSink: true));
        var jsBatchNull = Of(runs, PeerContender.NameOf(PeerKind.JsBatch, hasNullSink: true));
        var plainNull = Of(runs, PeerContender.NameOf(PeerKind.PlainNet, hasNullSink: true));
        return this with
        {
            JsRowPerEventRowsPerSecond = Rows(jsRow),
            JsBatchRowsPerSecond = Rows(jsBatch),
            PlainNetRowsPerSecond = Rows(plain),
            WorkerToJs = Ratio(worker, jsRow),
            WorkerToJsBatch = Ratio(worker, jsBatch),
            WorkerToPlainNet = Ratio(worker, plain),
            PlainNetRowPerEventRowsPerSecond = Rows(netRow),
            WorkerToPlainNetRowPerEvent = Ratio(worker, netRow),
            PlainNetRowPerEventNullSinkRowsPerSecond = Rows(netRowNull),
            WorkerToPlainNetRowPerEventNullSink = Ratio(workerNull, netRowNull),
            JsRowPerEventCpuSecondsPerMillionRows = OwnTime(jsRow),
            JsBatchCpuSecondsPerMillionRows = OwnTime(jsBatch),
            PlainNetCpuSecondsPerMillionRows = OwnTime(plain),
            JsRowPerEventNullSinkRowsPerSecond = Rows(jsRowNull),
            JsBatchNullSinkRowsPerSecond = Rows(jsBatchNull),
            PlainNetNullSinkRowsPerSecond = Rows(plainNull),
            WorkerToJsNullSink = Ratio(workerNull, jsRowNull),
            WorkerToJsBatchNullSink = Ratio(workerNull, jsBatchNull),
            WorkerToPlainNetNullSink = Ratio(workerNull, plainNull),
            JsRowPerEventNullSinkCpuSecondsPerMillionRows = OwnTime(jsRowNull),
            JsBatchNullSinkCpuSecondsPerMillionRows = OwnTime(jsBatchNull),
            PlainNetNullSinkCpuSecondsPerMillionRows = OwnTime(plainNull),
            BulkParquetRowsPerSecond = Rows(Of(runs, LoopContender.BulkParquet)),
            BulkParquetCpuSecondsPerMillionRows = OwnTime(Of(runs, LoopContender.BulkParquet)),
            WorkerToBulkParquet = Ratio(workerNull, Of(runs, LoopContender.BulkParquet)),
        };
    }

    private static double? OwnTime(List<DrainRun> runs) => Used(runs, used => used.Contender);
}
