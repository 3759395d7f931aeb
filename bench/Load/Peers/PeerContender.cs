using System.Globalization;
using ModelData.Bench.Load.Drain;
using ModelData.Bench.Load.Measuring;
using ModelData.Testing;

namespace ModelData.Bench.Load.Peers;

/// <summary>
/// One peer in a process of its own, for a while or until its backlog is drained. What it says it has written is then counted in
/// the blobs: a peer that loses rows is no peer.
/// </summary>
internal sealed class PeerContender(
    PeerKind kind,
    IngestOptions options,
    BrokerProcess broker,
    long backlogRows,
    bool hasNullSink
)
{
    public const string ProgressPrefix = "rows ";
    public const string EndedLine = "ended";

    private static readonly TimeSpan StartAndEnd = TimeSpan.FromMinutes(2);

    /// <exception cref="InvalidDataException">The blobs do not hold what the peer says that it has written.</exception>
    public async Task<DrainRun> RunAsync(CancellationToken cancellationToken)
    {
        await using var azurite = hasNullSink
            ? null
            : await AzuriteProcess.StartAsync(cancellationToken: cancellationToken);
        var started = new TaskCompletionSource<DrainProgress>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var process = await StartAsync(azurite, line => Note(line, started.Task), cancellationToken);
        var progress = new DrainProgress(() => ProcessorTimes.Read(process, broker.Process, azurite?.Process));
        started.SetResult(progress);
        await process.WaitForLineAsync(line => line == EndedLine, options.Peers.Drain + StartAndEnd);
        long peak = process.PeakMemoryBytes;
        process.Kill();
        if (azurite is not null)
        {
            await PeerAudit.CheckAsync(Name, azurite.ConnectionString, backlogRows, progress.Rows, cancellationToken);
        }

        return new DrainRun(Name, SteadyPart.Of(progress, progress.Rows), peak, null);
    }

    /// <summary>The name of a peer in the report.</summary>
    public static string NameOf(PeerKind kind, bool hasNullSink)
    {
        string name = kind switch
        {
            PeerKind.JsRowPerEvent => "js row per event",
            PeerKind.JsBatch => "js batch",
            PeerKind.PlainNetRowPerEvent => "plain .net row per event",
            _ => "plain .net",
        };
        return hasNullSink ? $"{name}, null sink" : name;
    }

    private string Name => NameOf(kind, hasNullSink);

    private Task<ChildProcess> StartAsync(
        AzuriteProcess? azurite,
        Action<string> onLine,
        CancellationToken cancellationToken
    ) =>
        kind is PeerKind.PlainNet or PeerKind.PlainNetRowPerEvent
            ? ChildProcess.StartAsync(
                Name,
                Repository.Program("ModelData.Bench.Load"),
                PlainNetCommand.Arguments(options, broker.ConnectionString, azurite?.ConnectionString, backlogRows),
                onLine: onLine
            )
            : JavaScriptPeer.StartAsync(
                Name,
                new JavaScriptPeerOptions(
                    broker.ConnectionString,
                    kind == PeerKind.JsRowPerEvent ? "rows" : "batches",
                    azurite?.ConnectionString,
                    options.Peers.Drain.TotalSeconds,
                    backlogRows
                ),
                onLine,
                cancellationToken
            );

    private static void Note(string line, Task<DrainProgress> progress)
    {
        if (progress.IsCompleted && line.StartsWith(ProgressPrefix, StringComparison.Ordinal))
        {
            progress.Result.Add(long.Parse(line.AsSpan(ProgressPrefix.Length), CultureInfo.InvariantCulture));
        }
    }
}
