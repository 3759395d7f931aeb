using ModelData.Ingestor.Buffering;

namespace ModelData.Ingestor.Completing;

/// <summary>Announces rows to whoever waits for the folder to be complete, and notes their schema on first sight.</summary>
internal sealed class FolderRecords(string folder, FolderAnnouncement announcement, SchemaRecord schemas)
    : IFolderRecords
{
    public async ValueTask BeforeCommitAsync(
        RowBuffer buffer,
        FeatureSchema schema,
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
        if (isNewFile)
        {
            await schemas.NoteAsync(folder, schema, cancellationToken);
        }
    }
}
