using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;

namespace ModelData.Ingestion.Replaying;

/// <summary>
/// Brings the files of a scratch container into the data container while a worker writes there: a group of which there is no file is
/// copied, a group of which there is one is left as it is. A file that has grown since it was deleted can never be filled up, since its
/// highest sequence numbers say that everything before them is in.
/// </summary>
/// <param name="scratch">The container of the files that were built.</param>
/// <param name="data">The data container.</param>
/// <param name="folders">Hear of files before they are written.</param>
/// <param name="formats">The formats.</param>
/// <param name="writes">Whether files are written; else they only would be.</param>
internal sealed class FolderRestore(
    IDataBlobs scratch,
    IDataBlobs data,
    RestoredFolders folders,
    FileFormats formats,
    bool writes
)
{
    private const int MaxConflicts = 5;

    private readonly FileCopy _copy = new(scratch, data);
    private readonly BlockReader _blocks = new(data, new BlockCache(0));
    private readonly HashSet<BlobKey> _written = [];
    private readonly Dictionary<BlobKey, string> _refused = [];

    /// <summary>Copies the files of a group, unless there are some already.</summary>
    public async Task RestoreAsync(ReplayedGroup group, CancellationToken cancellationToken)
    {
        for (int conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var present = await GroupFiles.ReadAsync(data, group, formats[group.Key.Kind], cancellationToken);
            if (present.Files.Count > 0)
            {
                return;
            }

            if (present.Obstacle is { } obstacle)
            {
                _refused[group.Key] = obstacle;
                return;
            }

            if (await TryWriteAsync(group, cancellationToken))
            {
                return;
            }
        }

        _refused[group.Key] = "others write to the folder all the time: run the command again";
    }

    /// <summary>Whether a group was written by this run, or would have been.</summary>
    public bool IsWritten(BlobKey key) => _written.Contains(key);

    /// <summary>Why a group cannot be written, where that was found.</summary>
    public string? Refusal(BlobKey key) => _refused.GetValueOrDefault(key);

    /// <summary>The files as they are now.</summary>
    public Task<GroupFiles> ReadAsync(ReplayedGroup group, CancellationToken cancellationToken) =>
        GroupFiles.ReadAsync(data, group, formats[group.Key.Kind], cancellationToken);

    private async Task<bool> TryWriteAsync(ReplayedGroup group, CancellationToken cancellationToken)
    {
        if (!writes)
        {
            return _written.Add(group.Key);
        }

        var format = formats[group.Key.Kind];
        var built = await GroupFiles.ReadAsync(scratch, group, format, cancellationToken);
        if (built.Rows != group.Rows)
        {
            throw new ReplayException(
                $"{built.Rows} rows were built for {group.Key}, but {group.Rows} were read: somebody else wrote to the scratch container."
            );
        }

        await folders.OpenAsync(group, cancellationToken);
        var given = new HashSet<DataFileName>();
        foreach (var file in built.Files)
        {
            while (true)
            {
                var target = await LocateAsync(group, given, cancellationToken);
                if (target.ETag is not null && given.Count == 0)
                {
                    return false;
                }

                string source = $"{group.Key.Folder}/{file}";
                if (target.ETag is null && await _copy.TryCopyAsync(source, target.Name, cancellationToken))
                {
                    given.Add(target.File);
                    _written.Add(group.Key);
                    break;
                }

                if (given.Count == 0)
                {
                    return false;
                }

                // The worker went on in a sibling behind our first file: its rows are later than all of ours.
                given.Add(target.File);
            }
        }

        await folders.WrittenAsync(group, cancellationToken);
        return true;
    }

    private Task<BlobState> LocateAsync(
        ReplayedGroup group,
        IReadOnlySet<DataFileName> given,
        CancellationToken cancellationToken
    ) =>
        new BlobLocator(data, _blocks, formats[group.Key.Kind], group.Key.Partition).LocateAsync(
            group.Key.Folder,
            formats[group.Key.Kind].SchemaOf(group.Schema),
            given.Contains,
            cancellationToken,
            includesClosed: true
        );
}
