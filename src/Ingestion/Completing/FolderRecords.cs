using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;

namespace ModelData.Ingestion.Completing;

/// <summary>Announces rows to whoever waits for the folder to be complete, and notes their schema on first sight.</summary>
/// <param name="folder">The folder.</param>
/// <param name="announcement">Its marker; unset where nobody waits.</param>
/// <param name="schemas">Keeps the schemas.</param>
internal sealed class FolderRecords(string folder, FolderAnnouncement? announcement, SchemaRecord schemas)
    : IFolderRecords
{
    /// <summary>What is remembered; a stranger may send any number of them.</summary>
    private const int MostNoted = 64;

    private readonly HashSet<FeatureSchema> _noted = [];
    private DataFileName? _claimed;

    public async ValueTask BeforeCommitAsync(
        RowBuffer buffer,
        FeatureSchema schema,
        DataFileName? newFile,
        CancellationToken cancellationToken
    )
    {
        if (announcement is not null)
        {
            await AnnounceAsync(announcement, buffer, newFile is not null, cancellationToken);
        }

        // A file that was claimed before and is not the one now went to somebody else. One that is there is this writer's, or one that it joins.
        var lost = newFile is null ? null : _claimed;
        foreach (var seen in SchemasOf(buffer, schema))
        {
            if (newFile is not null || !_noted.Contains(seen))
            {
                await schemas.NoteAsync(folder, seen, newFile, lost, cancellationToken);
                Remember(seen);
            }
        }

        _claimed = newFile;
    }

    private void Remember(FeatureSchema schema)
    {
        if (_noted.Count >= MostNoted)
        {
            _noted.Clear();
        }

        _noted.Add(schema);
    }

    // Events of one file may differ in what the file does not say of their columns. Mostly all of them have the same object.
    private static List<FeatureSchema> SchemasOf(RowBuffer buffer, FeatureSchema schema)
    {
        List<FeatureSchema> all = [];
        foreach (var segment in buffer.Segments)
        {
            var own = segment.Event.Schema ?? schema;
            if (all.Count == 0 || (!ReferenceEquals(own, all[^1]) && !all.Contains(own)))
            {
                all.Add(own);
            }
        }

        return all;
    }

    public async ValueTask LearnedAsync(FeatureSchema schema, DataFileName file, CancellationToken cancellationToken) =>
        await schemas.MovedAsync(folder, schema, file, cancellationToken);

    private static async ValueTask AnnounceAsync(
        FolderAnnouncement announcement,
        RowBuffer buffer,
        bool isNewFile,
        CancellationToken cancellationToken
    )
    {
        var latest = DateTimeOffset.MinValue;
        foreach (var segment in buffer.Segments)
        {
            var time = segment.Event.StreamTime;
            latest = time > latest ? time : latest;
        }

        await announcement.ReachAsync(buffer.Segments[0].Event.Day, latest, isNewFile, cancellationToken);
    }
}
