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

        if (newFile is { } file)
        {
            // A file that was claimed before and is not the one now went to somebody else.
            await schemas.NoteAsync(folder, schema, file, _claimed, cancellationToken);
            _claimed = file;
        }
        else
        {
            // The file is there: this writer's, or one that it joins.
            _claimed = null;
        }
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
