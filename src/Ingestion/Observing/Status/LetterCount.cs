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
        // Packs of one range have their marks in common.
        var written = new Dictionary<string, (LetterPackName Pack, long Letters)>(StringComparer.Ordinal);
        var marks = new HashSet<string>(StringComparer.Ordinal);
        DateTimeOffset? newest = null;
        var pages = container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancellationToken).AsPages();
        await foreach (var page in pages)
        {
            var now = page.GetRawResponse().Headers.Date ?? DateTimeOffset.MaxValue;
            foreach (var blob in page.Values)
            {
                if (LetterMarks.IsMarks(blob.Name))
                {
                    marks.Add(blob.Name);
                }

                if (!IsLetters(blob, out int count, out var last))
                {
                    continue;
                }

                letters += count;
                if (now - blob.Properties.LastModified < Recently)
                {
                    // To mark a letter that is a blob of its own is to write it.
                    recent += IsMarked(blob) ? 0 : count;
                    if (LetterPackName.TryParse(blob.Name, out var pack))
                    {
                        written[pack.Marks] = (pack, written.GetValueOrDefault(pack.Marks).Letters + count);
                    }
                }

                newest = newest is null || last > newest ? last : newest;
            }

            // By names, the newest come last: of a part nothing is known of them.
            if (time.GetElapsedTime(start) > Limit && page.ContinuationToken is { Length: > 0 })
            {
                return new DeadLetterStatus(letters, null, null, IsWhole: false);
            }
        }

        var resubmitted = new LetterMarks(container);
        foreach (var (pack, count) in written.Where(it => marks.Contains(it.Key)).Select(it => it.Value))
        {
            // What is not subtracted in time is told as recent, which is said as the most that there may be.
            if (time.GetElapsedTime(start) < Limit)
            {
                recent -= Math.Min(count, (await resubmitted.ReadAsync(pack, cancellationToken)).Count);
            }
        }

        return new DeadLetterStatus(letters, recent, newest, IsWhole: true);
    }

    private static bool IsMarked(BlobItem blob) =>
        blob.Metadata?.Keys.Any(it => it.Equals(LetterMarks.ResubmittedKey, StringComparison.OrdinalIgnoreCase))
        == true;

    // A pack, or a letter by itself as former releases wrote them; marks and what is somebody else's are neither.
    private static bool IsLetters(BlobItem blob, out int count, [NotNullWhen(true)] out DateTimeOffset? last)
    {
        var pack = PackMetadata.TryRead(blob.Metadata);
        count = pack?.Letters ?? 1;
        last = pack?.To ?? blob.Properties.LastModified;
        return last is not null && (pack is not null || blob.Name.EndsWith(".json", StringComparison.Ordinal));
    }
}
