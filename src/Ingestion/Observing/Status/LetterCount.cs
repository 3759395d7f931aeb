using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>Counts dead letters by the metadata of their packs: a listing of 5,000 blobs a request, whatever they hold.</summary>
internal static class LetterCount
{
    private const int MaxBlobs = 100_000;
    private static readonly TimeSpan Recently = TimeSpan.FromHours(1);

    public static async Task<DeadLetterStatus> ReadAsync(
        BlobContainerClient container,
        CancellationToken cancellationToken
    )
    {
        long letters = 0;
        long recent = 0;
        int blobs = 0;
        DateTimeOffset? newest = null;
        await foreach (
            var page in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancellationToken).AsPages()
        )
        {
            var now = page.GetRawResponse().Headers.Date ?? DateTimeOffset.MaxValue;
            foreach (var blob in page.Values)
            {
                blobs++;
                if (Count(blob) is not (> 0 and var count))
                {
                    continue;
                }

                letters += count;
                recent += now - blob.Properties.LastModified < Recently ? count : 0;
                var time = PackMetadata.TryRead(blob.Metadata)?.To ?? blob.Properties.LastModified;
                newest = newest is null || time > newest ? time : newest;
            }

            if (blobs >= MaxBlobs)
            {
                return new DeadLetterStatus(letters, recent, newest, IsWhole: false);
            }
        }

        return new DeadLetterStatus(letters, recent, newest, IsWhole: true);
    }

    // A pack, or a letter by itself as former releases wrote them; marks and what is somebody else's are neither.
    private static int Count(BlobItem blob) =>
        PackMetadata.TryRead(blob.Metadata) is { } pack ? pack.Letters
        : blob.Name.EndsWith(".json", StringComparison.Ordinal) ? 1
        : 0;
}
