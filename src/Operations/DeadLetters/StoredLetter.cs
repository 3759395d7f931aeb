using Azure;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Operations.DeadLetters;

/// <summary>A dead letter as storage has it.</summary>
/// <param name="Name">The letter's name.</param>
/// <param name="Position">What the name says.</param>
/// <param name="ETag">The version that was read.</param>
/// <param name="Content">The letter.</param>
/// <param name="Metadata">The metadata of its blob; of one in a pack the mark alone.</param>
public sealed record StoredLetter(
    string Name,
    LetterName Position,
    ETag ETag,
    ReadOnlyMemory<byte> Content,
    IReadOnlyDictionary<string, string> Metadata
)
{
    /// <summary>The pack that it lies in; <see langword="null"/> for one that is a blob of its own.</summary>
    public LetterPackName? Pack { get; init; }

    /// <summary>When it was sent again; null when it was not.</summary>
    public string? Resubmitted => LetterStore.Mark(Metadata);
}
