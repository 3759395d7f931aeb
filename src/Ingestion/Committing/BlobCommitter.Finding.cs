using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Files;

namespace ModelData.Ingestion.Committing;

// Which file, and what of the rows is in it.
internal sealed partial class BlobCommitter
{
    // Unset when some of the rows go to other files.
    private async Task<FoundFile?> TrimAsync(RowBuffer buffer, CancellationToken cancellationToken)
    {
        var found = await FindAsync(buffer, cancellationToken);
        // Before anything is trimmed: what a file says that it contains is said of the rows that go there.
        found.Take(buffer, _schema, out var others);
        if (others.Any)
        {
            Others = others;
            // What is known of the file is known as far as these rows need it.
            _found = null;
            return null;
        }

        Trim(buffer, found.Contains);
        return found;
    }

    private async Task<FoundFile> FindAsync(RowBuffer buffer, CancellationToken cancellationToken)
    {
        var elsewhere = buffer.Segments[0].Event.Session.Files.Left(Files);
        if (!elsewhere.SequenceEqual(_left))
        {
            (_left, _found) = (elsewhere, null);
        }

        var found = _found ??= await LocateAsync(buffer, cancellationToken);
        if (_contention > 0 && found.Blob is { } present && !await IsCurrentAsync(present, cancellationToken))
        {
            found = _found = await LocateAsync(buffer, cancellationToken);
        }

        return found;
    }

    private void Trim(RowBuffer buffer, Func<RowBuffer.Segment, bool> isThere)
    {
        foreach (var segment in buffer.Remove(isThere))
        {
            metrics.RowsAlreadyCommitted.Add(segment.Rows);
            segment.Event.Complete();
        }
    }

    // Where several partitions, and so several workers, feed one file: a look costs less than a block that was staged in vain.
    private async Task<bool> IsCurrentAsync(BlobState blob, CancellationToken cancellationToken) =>
        blob.ETag is null || (await blobs.ReadLengthAsync(blob.Name, cancellationToken)).ETag == blob.ETag;

    private async Task<FoundFile> LocateAsync(RowBuffer buffer, CancellationToken cancellationToken)
    {
        string? last = File;
        (File, FileTypes) = (null, null);
        var found = await _search.FindAsync(buffer, _schema, _left, cancellationToken);
        if (last is not null && _search.HasSteppedOver(last))
        {
            // Its rows are where they are; that it is left was said.
            _written = null;
        }

        if (found.Blob is not { } blob)
        {
            return found;
        }

        (File, FileTypes) = (blob.Name, TypesOf(blob));
        _schema = blob.Schema ?? _schema;
        NoticeReverted(blob);
        await TellLearnedAsync(blob, cancellationToken);
        return found;
    }

    private static string? TypesOf(BlobState blob) =>
        blob.ETag is null ? null
        : blob is { KeepsTypes: true, Schema: { } schema } ? schema.KnownTypes
        : "";

    private async ValueTask TellLearnedAsync(BlobState blob, CancellationToken cancellationToken)
    {
        if (_wasToLearn && blob is { ETag: not null, Schema: { } schema })
        {
            await records.LearnedAsync(schema, blob.File, cancellationToken);
            _wasToLearn = false;
        }
    }
}
