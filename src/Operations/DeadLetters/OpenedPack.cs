using Azure;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Operations.DeadLetters;

/// <summary>A version of a pack, and what its index says.</summary>
/// <param name="Name">The pack.</param>
/// <param name="ETag">The version.</param>
/// <param name="IndexBytes">Where the letters begin.</param>
/// <param name="Entries">The letters, in their order.</param>
internal sealed record OpenedPack(LetterPackName Name, ETag ETag, long IndexBytes, List<PackIndexEntry> Entries)
{
    /// <summary>What is wrong with it, for a person; <see langword="null"/> when every letter is where the index says.</summary>
    public string? Damage { get; init; }

    /// <summary>Where a letter lies.</summary>
    public (long Offset, int Length)? Find(long sequenceNumber)
    {
        long offset = IndexBytes;
        foreach (PackIndexEntry entry in Entries)
        {
            if (entry.SequenceNumber == sequenceNumber)
            {
                return (offset, entry.Length);
            }
            offset += entry.Length;
        }
        return null;
    }
}
