using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Replaying;

/// <summary>
/// Builds files in a container of their own, exactly as the worker would: each commit says what it contains, and positions are kept in
/// the container, so that a run that was interrupted goes on, and a second one finds everything there.
/// </summary>
internal sealed class ReplayIntoContainer(
    ReplayRequest request,
    ReplayedHub hub,
    TimeProvider time,
    ILoggerFactory loggers
)
{
    private const string StatePrefix = "_replay/state/";

    public async Task<ReplayReport> RunAsync(string name, CancellationToken cancellationToken)
    {
        BlobContainerClient container = request.Open(name, retries: 3);
        IReadOnlyList<FileKind> formats = request.Formats ?? [FileKind.Csv];
        if (!request.IsDryRun)
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
        bool exists = await container.ExistsAsync(cancellationToken);
        if (exists)
        {
            var document = ReplayDocument.Of(hub.Incarnation, request, string.Join(',', formats));
            await document.ClaimAsync(container, !request.IsDryRun, cancellationToken);
        }

        // The worker's commits: never repeated inside.
        var blobs = new AzureDataBlobs(request.Open(name, retries: 0));
        Dictionary<string, long> before = exists ? await RowsAsync(container, cancellationToken) : [];
        var tally = new ReplayTally(request.IsWanted, writes: !request.IsDryRun);
        var refused = new RefusedEvents();
        await using var buffers = new ReplayBuffers(
            hub.Source,
            blobs,
            new BlobFolderDocuments(container),
            time,
            loggers
        );
        IStateStore? states = exists ? new BlobStateStore(container, StatePrefix) : null;
        var savers = new Dictionary<string, StateSaver>(StringComparer.Ordinal);
        var partitions = new List<PartitionReplay>();
        foreach (PartitionProperties partition in hub.Partitions)
        {
            StateSaver? saver = states is null ? null : buffers.CreateSaver(partition.PartitionId, states);
            PartitionState? state = saver is null ? null : await saver.LoadAsync(cancellationToken);
            PartitionRange range = Range(partition, state, As(formats));
            EventIntake intake = buffers.CreateIntake(range, hub.Incarnation, refused, tally);
            partitions.Add(
                new PartitionReplay(range, intake, hub.Source, ReplayBuffers.PrefetchBytes, time)
                {
                    Progressed = request.Progressed,
                }
            );
            if (saver is not null && !request.IsDryRun)
            {
                PartitionState claim = range.Start.ToState(hub.Incarnation, owner: null, state);
                if (!await saver.TryClaimAsync(claim, cancellationToken))
                {
                    throw new ReplayException(
                        $"Another replay writes to {name} at this moment: wait until it has ended, or name another container (--into)."
                    );
                }
                savers[partition.PartitionId] = saver;
            }
        }
        await new HubReplay(partitions, savers, buffers, time).RunAsync(cancellationToken);
        List<ReplayedFile> files = request.IsDryRun
            ? [.. tally.Groups.Select(Planned)]
            : await FilesAsync(container, before, cancellationToken);
        return new ReplayReport(
            name,
            request.IsDryRun,
            [.. partitions.Select(partition => PartitionReport.Of(partition, refused.Gaps))],
            files,
            tally.Duplicates,
            refused.ByReason
        );
    }

    private PartitionRange Range(PartitionProperties partition, PartitionState? state, RoutingSettings routing)
    {
        PartitionRange range = PartitionRange.Create(
            partition.PartitionId,
            request.Start,
            partition.LastEnqueuedSequenceNumber,
            request.To,
            request.DuplicateWindow,
            routing
        );
        // A state in which nothing is done says less than the start that was asked for.
        return state is { Position: >= 0 }
            ? range with
            {
                Start = StartingPoint.From(
                    state,
                    hub.Incarnation,
                    new PumpSettings(
                        "",
                        ReplayBuffers.PrefetchBytes,
                        routing,
                        request.DuplicateWindow,
                        AdoptCheckpoints: false,
                        PumpSettings.LongestLookLimit
                    )
                ),
            }
            : range;
    }

    // What a worker does where nobody has read the hub before. A container that was begun goes on as it was.
    private RoutingSettings As(IReadOnlyList<FileKind> formats) =>
        new(request.IsPadded, formats)
        {
            UntypedColumns = true,
            ExactTypes = true,
            RedactedColumns = true,
        };

    private static ReplayedFile Planned(ReplayedGroup group) =>
        new(
            group.Key.Folder,
            [],
            group.Key.Kind,
            group.Key.SchemaHash,
            group.Rows,
            0,
            ReplayOutcome.WouldBeWritten,
            ""
        );

    private static async Task<Dictionary<string, long>> RowsAsync(
        BlobContainerClient container,
        CancellationToken cancellationToken
    )
    {
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (
            BlobItem blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancellationToken)
        )
        {
            rows[blob.Name] = BlobMetadata.ReadRows(blob.Metadata.AsReadOnly());
        }
        return rows;
    }

    private static async Task<List<ReplayedFile>> FilesAsync(
        BlobContainerClient container,
        Dictionary<string, long> before,
        CancellationToken cancellationToken
    )
    {
        var files = new List<ReplayedFile>();
        await foreach (
            BlobItem blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancellationToken)
        )
        {
            int slash = blob.Name.LastIndexOf('/');
            if (slash < 0 || !DataFileName.TryParse(blob.Name.AsSpan(slash + 1), out DataFileName name))
            {
                continue;
            }
            long rows = BlobMetadata.ReadRows(blob.Metadata.AsReadOnly());
            files.Add(
                new ReplayedFile(
                    blob.Name[..slash],
                    [name],
                    name.Extension == "parquet" ? FileKind.Parquet : FileKind.Csv,
                    blob.Metadata.TryGetValue(BlobMetadata.Schema, out string? hash) ? hash : "",
                    rows,
                    0,
                    rows == before.GetValueOrDefault(blob.Name) ? ReplayOutcome.AlreadyThere : ReplayOutcome.Written,
                    ""
                )
            );
        }
        return files;
    }
}
