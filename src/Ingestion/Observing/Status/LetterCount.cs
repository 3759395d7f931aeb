using System.Diagnostics.CodeAnalysis;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>Counts dead letters by the metadata of their packs: a listing of 5,000 blobs a request, whatever they hold.</summary>
internal static class LetterCount
{
    private static readonly TimeSpan Recently = TimeSpan.FromHours(1);

    // What is not counted by then is not, and that is said.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(6);

    public static async Task<DeadLetterStatus> ReadAsync(
        BlobContainerClient container,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        long start = time.GetTimestamp();
        long letters = 0;
        long recent = 0;
        DateTimeOffset? newest = null;
        var pages = container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancellationToken).AsPages();
        await foreach (var page in pages)
        {
            var now = page.GetRawResponse().Headers.Date ?? DateTimeOffset.MaxValue;
            foreach (var blob in page.Values)
            {
                if (!IsLetters(blob, out int count, out var last))
                {
                    continue;
                }

                letters += count;
                recent += now - blob.Properties.LastModified < Recently ? count : 0;
                newest = newest is null || last > newest ? last : newest;
            }

            // By names, the newest come last: of a part nothing is known of them.
            if (time.GetElapsedTime(start) > Limit && page.ContinuationToken is { Length: > 0 })
            {
                return new DeadLetterStatus(letters, null, null, IsWhole: false);
            }
        }

        return new DeadLetterStatus(letters, recent, newest, IsWhole: true);
    }

    // A pack, or a letter by itself as former releases wrote them; marks and what is somebody else's are neither.
    private static bool IsLetters(BlobItem blob, out int count, [NotNullWhen(true)] out DateTimeOffset? last)
    {
        var pack = PackMetadata.TryRead(blob.Metadata);
        count = pack?.Letters ?? 1;
        last = pack?.To ?? blob.Properties.LastModified;
        return last is not null && (pack is not null || blob.Name.EndsWith(".json", StringComparison.Ordinal));
    }
}
