using ModelData.Ingestor.Buffering;

namespace ModelData.Ingestor.Completing;

/// <summary>Announces rows to whoever waits for the folder to be complete, and notes their schema on first sight.</summary>
/// <param name="folder">The folder.</param>
/// <param name="announcement">Its marker; unset where nobody waits.</param>
/// <param name="schemas">Keeps the schemas.</param>
internal sealed class FolderRecords(string folder, FolderAnnouncement? announcement, SchemaRecord schemas)
    : IFolderRecords
{
    public async ValueTask BeforeCommitAsync(
        RowBuffer buffer,
        FeatureSchema schema,
        bool isNewFile,
        CancellationToken cancellationToken
    )
    {
        if (announcement is not null)
        {
            await AnnounceAsync(announcement, buffer, isNewFile, cancellationToken);
        }

        if (isNewFile)
        {
            await schemas.NoteAsync(folder, schema, cancellationToken);
        }
    }

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
