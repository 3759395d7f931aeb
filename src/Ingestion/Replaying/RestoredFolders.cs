using ModelData.Ingestion.Completing;

namespace ModelData.Ingestion.Replaying;

/// <summary>
/// Tells a folder that it gets a file: its schema is noted, and the worker looks at it again, so that its manifest follows the file.
/// </summary>
/// <param name="folders">The worker's markers.</param>
/// <param name="schemas">Keeps the schemas of the data container.</param>
/// <param name="times">When a folder is complete.</param>
/// <param name="time">The clock.</param>
internal sealed class RestoredFolders(
    IOpenFolders folders,
    SchemaRecord schemas,
    CompletionTimes times,
    TimeProvider time
)
{
    private readonly Dictionary<string, FolderAnnouncement> _announcements = new(StringComparer.Ordinal);

    /// <summary>Before a file is written: it must not appear behind a manifest that nobody would write anew.</summary>
    public async Task OpenAsync(ReplayedGroup group, CancellationToken cancellationToken)
    {
        await AnnounceAsync(group, cancellationToken);
        // The manifest that follows names the files.
        foreach (var schema in group.Schemas)
        {
            await schemas.NoteAsync(group.Key.Folder, schema, file: null, lost: null, cancellationToken);
        }
    }

    /// <summary>After a file was written, which may have taken longer than the marker reaches.</summary>
    public Task WrittenAsync(ReplayedGroup group, CancellationToken cancellationToken) =>
        AnnounceAsync(group, cancellationToken);

    private async Task AnnounceAsync(ReplayedGroup group, CancellationToken cancellationToken)
    {
        string folder = group.Key.Folder;
        if (!_announcements.TryGetValue(folder, out var announcement))
        {
            _announcements[folder] = announcement = new FolderAnnouncement(folder, folders, times);
        }

        await announcement.ReachAsync(group.Day, time.GetUtcNow(), isNew: false, cancellationToken);
    }
}
