using Azure;
using ModelData.Ingestion.Blobs;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>
/// What a writer knows of a pack: the base of the next commit. A pack is its index, one line a letter, and behind that the letters, one
/// line each; both grow by blocks of their own. Immutable.
/// </summary>
/// <param name="Name">The blob.</param>
/// <param name="ETag">The version, or <see langword="null"/> when the blob does not exist.</param>
/// <param name="Index">The blocks of the index.</param>
/// <param name="Letters">The blocks of the letters.</param>
/// <param name="Metadata">What the blob says of itself; <see langword="null"/> when it does not exist.</param>
/// <param name="Highest">The highest sequence number whose letter is in, here or in a pack that somebody changed; -1 for none.</param>
internal sealed record LetterPack(
    LetterPackName Name,
    ETag? ETag,
    IReadOnlyList<CommittedBlock> Index,
    IReadOnlyList<CommittedBlock> Letters,
    PackMetadata? Metadata,
    long Highest
)
{
    public static LetterPack Absent(LetterPackName name, long highest) => new(name, null, [], [], null, highest);

    /// <summary>A pack as it was loaded; <see langword="null"/> when it is not one of ours, or not as we wrote it.</summary>
    public static LetterPack? TryOpen(LetterPackName name, LoadedBlob blob, PackMetadata? metadata, long highest)
    {
        if (metadata is null || !BlobState.IsIntact(blob))
        {
            return null;
        }

        long sum = 0;
        for (int i = 0; i < blob.Blocks.Count; i++)
        {
            if (sum == metadata.IndexBytes)
            {
                return new LetterPack(
                    name,
                    blob.ETag,
                    [.. blob.Blocks.Take(i)],
                    [.. blob.Blocks.Skip(i)],
                    metadata,
                    highest
                );
            }

            sum += blob.Blocks[i].Length;
        }

        return null;
    }

    /// <summary>The pack after a commit.</summary>
    public LetterPack Grown(
        ETag etag,
        List<CommittedBlock> index,
        List<CommittedBlock> letters,
        PackMetadata metadata,
        long highest
    ) => this with { ETag = etag, Index = index, Letters = letters, Metadata = metadata, Highest = highest };
}
