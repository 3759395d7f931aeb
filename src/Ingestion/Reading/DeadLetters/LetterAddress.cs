namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>The address that a dead letter's event names, for lists of dead letters.</summary>
public static class LetterAddress
{
    // A name of an address has at most 128 bytes; a longer one is the reason of the letter, and stands in it whole.
    private const int MaxName = 128;

    /// <summary>The seven names, those that are missing by their default; empty when no model is named.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyDictionary<string, object?> properties) =>
        [
            .. AddressAttributes
                .Find(properties)
                .Select(name => name is null ? CollectionAddress.DefaultName : PackIndexEntry.Cut(name, MaxName)),
        ];
}
