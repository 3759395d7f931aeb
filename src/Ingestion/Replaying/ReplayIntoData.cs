using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Replaying;

/// <summary>
/// Restores files of which nothing is left in the data container, while a worker may write there: built elsewhere from events that the
/// worker is done with, and put in place by one commit that demands that nobody was there.
/// </summary>
internal sealed class ReplayIntoData(
    ReplayRequest request,
    ReplayedHub hub,
    WorkerStates states,
    IOpenFolders folders,
    TimeProvider time,
    ILoggerFactory loggers
)
{
    public async Task<ReplayReport> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, PartitionState> positions = await states.ReadAsync(cancellationToken);
        string name = ScratchContainer.NameFor(request.Data.Name);
        BlobContainerClient container = request.Open(name, retries: 3);
        if (request.IsDryRun)
        {
            return await RunAsync(positions, name, cancellationToken);
        }
        await using var scratch = new ScratchContainer(container, request.Warn);
        await container.CreateAsync(cancellationToken: cancellationToken);
        return await RunAsync(positions, name, cancellationToken);
    }

    private async Task<ReplayReport> RunAsync(
        IReadOnlyDictionary<string, PartitionState> positions,
        string scratchName,
        CancellationToken cancellationToken
    )
    {
        IDataBlobs scratch = Blobs(scratchName, retries: 0);
        var tally = new ReplayTally(request.IsWanted, writes: !request.IsDryRun);
        var refused = new RefusedEvents();
        await using var buffers = new ReplayBuffers(
            hub.Source,
            scratch,
            new BlobFolderDocuments(request.Open(scratchName, retries: 3)),
            time,
            loggers
        );
        var partitions = new List<PartitionReplay>();
        foreach ((string id, PartitionState state) in positions)
        {
            PartitionRange range = PartitionRange.Create(
                id,
                request.Start,
                state.Position,
                request.To,
                request.DuplicateWindow,
                Routing(state)
            );
            EventIntake intake = buffers.CreateIntake(range, hub.Incarnation, refused, tally);
            partitions.Add(
                new PartitionReplay(range, intake, hub.Source, ReplayBuffers.PrefetchBytes, time)
                {
                    Progressed = request.Progressed,
                }
            );
        }
        var replay = new HubReplay(partitions, new Dictionary<string, StateSaver>(), buffers, time);
        await replay.RunAsync(cancellationToken);

        var restore = new FolderRestore(
            Blobs(scratchName, retries: 3),
            new CommitOnceDataBlobs(Blobs(request.Data.Name, retries: 3), Blobs(request.Data.Name, retries: 0)),
            new RestoredFolders(
                folders,
                new SchemaRecord(new BlobFolderDocuments(request.Data), time, loggers.CreateLogger<SchemaRecord>()),
                new CompletionTimes(Options.Create(new ManifestSettings())),
                time
            ),
            buffers.Formats,
            writes: !request.IsDryRun
        );
        foreach (ReplayedGroup group in tally.Groups)
        {
            await restore.RestoreAsync(group, cancellationToken);
        }

        // Read before the tally goes on: gaps and refused events behind the range are not of it.
        List<PartitionReport> read = [.. partitions.Select(it => PartitionReport.Of(it, refused.Gaps))];
        IReadOnlyDictionary<string, long> refusedByReason = refused.ByReason;
        List<ReplayedFile> files = await CheckAsync(replay, tally, restore, cancellationToken);
        return new ReplayReport(request.Data.Name, request.IsDryRun, read, files, tally.Duplicates, refusedByReason);
    }

    /// <summary>
    /// Compares what is in the container now with everything that must be in it: up to the positions as they are now, and up to what
    /// each group says that it contains. So a group that has grown since is not taken for complete because of what was added.
    /// </summary>
    private async Task<List<ReplayedFile>> CheckAsync(
        HubReplay replay,
        ReplayTally tally,
        FolderRestore restore,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyDictionary<string, long> positions = await states.ReadPositionsAsync(cancellationToken);
        IReadOnlyList<ReplayedGroup> groups = tally.Groups;
        var present = new Dictionary<BlobKey, GroupFiles>();
        var limits = new Dictionary<BlobKey, CountLimit>();
        var ends = new Dictionary<string, long>(positions, StringComparer.Ordinal);
        foreach (ReplayedGroup group in groups)
        {
            GroupFiles files = present[group.Key] = await restore.ReadAsync(group, cancellationToken);
            CommittedSequences sequences = files.Sequences.Clone();
            foreach (PartitionReplay partition in replay.Partitions)
            {
                string id = partition.Range.PartitionId;
                SourcePartition source = partition.Intake.Progress.Source;
                if (positions.TryGetValue(id, out long position))
                {
                    sequences.Raise(source, position);
                }
                long highest = sequences.Highest(source);
                ends[id] = Math.Max(ends.GetValueOrDefault(id, -1), highest);
            }
            limits[group.Key] = new CountLimit(sequences, restore.IsWritten(group.Key) ? request.To : null);
        }
        tally.CountOn(limits);
        if (groups.Count > 0)
        {
            await replay.ReadOnAsync(ends, cancellationToken);
        }
        return
        [
            .. groups.Select(group => Describe(group, present[group.Key], restore, FindShared(group, groups, present))),
        ];
    }

    /// <summary>What all groups together miss that share files with one: whose rows these are such files do not say. Unset when it shares none.</summary>
    private static long? FindShared(
        ReplayedGroup group,
        IReadOnlyList<ReplayedGroup> groups,
        Dictionary<BlobKey, GroupFiles> present
    )
    {
        if (present[group.Key].Shared.Count == 0)
        {
            return null;
        }
        var names = ColumnNames.Hash(group.Schema);
        List<ReplayedGroup> family =
        [
            .. groups.Where(other =>
                (other.Key.Folder, other.Key.Kind, other.Key.Partition)
                    == (group.Key.Folder, group.Key.Kind, group.Key.Partition)
                && ColumnNames.Hash(other.Schema) == names
            ),
        ];
        long shared = family
            .SelectMany(other => present[other.Key].Shared)
            .DistinctBy(file => file.Key)
            .Sum(file => file.Value);
        long own = family.Sum(other => present[other.Key].Rows - present[other.Key].Shared.Values.Sum());
        return Math.Max(family.Sum(other => other.Rows) - shared - own, 0);
    }

    private ReplayedFile Describe(ReplayedGroup group, GroupFiles present, FolderRestore restore, long? sharedMissing)
    {
        bool isWritten = restore.IsWritten(group.Key);
        bool isPlanned = isWritten && request.IsDryRun;
        long missing = isPlanned ? 0 : sharedMissing ?? Math.Max(group.Rows - present.Rows, 0);
        ReplayOutcome outcome =
            isPlanned ? ReplayOutcome.WouldBeWritten
            : missing > 0 ? ReplayOutcome.Refused
            : isWritten ? ReplayOutcome.Written
            : ReplayOutcome.AlreadyThere;
        string detail =
            outcome != ReplayOutcome.Refused ? ""
            : restore.Refusal(group.Key) is { } obstacle ? Elsewhere(obstacle)
            : sharedMissing is not null
                ? Elsewhere($"{missing} rows of these columns are missing, and files that learn types do not say whose")
            : isWritten ? Overtaken(missing)
            : Live(missing);
        return new ReplayedFile(
            group.Key.Folder,
            present.Files,
            group.Key.Kind,
            group.Key.SchemaHash,
            isPlanned ? group.Rows : present.Rows,
            missing,
            outcome,
            detail
        );
    }

    private static string Elsewhere(string obstacle) => $"{obstacle}. --into another container restores them there";

    private static string Overtaken(long missing) =>
        $"restored up to the worker's position, but {missing} rows right behind it were lost as well: delete the file and run the command again";

    private static string Live(long missing) =>
        $"{missing} rows are missing, and a worker has written to it since they were lost: what lies before its last rows can no longer be "
        + "added. Replay into another container (--into); or stop the worker, delete or move the file, run the command again, start the worker";

    /// <summary>Files are named as the worker names them, whatever the formats: in other files the same rows would be there twice.</summary>
    private RoutingSettings Routing(PartitionState state)
    {
        // A file that learnt types is not built anew from a part of its rows: each schema gets its file, and such a file is an obstacle.
        RoutingSettings routing = state.Routing with
        {
            UntypedColumns = false,
        };
        return request.Formats is not { } formats
            ? routing
            : new RoutingSettings(
                routing.Padded,
                formats,
                [.. routing.Services.Select(service => service with { Formats = formats })]
            )
            {
                ExactTypes = routing.ExactTypes,
                RedactedColumns = routing.RedactedColumns,
            };
    }

    private AzureDataBlobs Blobs(string name, int retries) => new(request.Open(name, retries));
}
