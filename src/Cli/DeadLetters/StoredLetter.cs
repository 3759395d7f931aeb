using Azure;

namespace ModelData.Cli.DeadLetters;

/// <summary>A dead letter as storage has it.</summary>
/// <param name="Name">The blob's name.</param>
/// <param name="Position">What the name says.</param>
/// <param name="ETag">The version that was read.</param>
/// <param name="Content">The body of the blob.</param>
/// <param name="Metadata">The metadata of the blob.</param>
internal sealed record StoredLetter(
    string Name,
    LetterName Position,
    ETag ETag,
    ReadOnlyMemory<byte> Content,
    IReadOnlyDictionary<string, string> Metadata
)
{
    /// <summary>When it was sent again; null when it was not.</summary>
    public string? Resubmitted => LetterStore.Mark(Metadata);
}
