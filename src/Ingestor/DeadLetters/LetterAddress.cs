namespace ModelData.Ingestor.DeadLetters;

/// <summary>The address that an event names, as far as it names one: nobody has checked it.</summary>
internal static class LetterAddress
{
    // A name of an address has at most 128 bytes; a longer one is the reason of the letter, and stands in it whole.
    private const int MaxName = 128;

    /// <summary>The seven names, those that are missing by their default; empty when no model is named.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyDictionary<string, object?> properties) =>
        Find(properties, AttributeNames.Address[AttributeNames.Model]) is null
            ? []
            : [.. AttributeNames.Address.Select(name => Find(properties, name) ?? CollectionAddress.DefaultName)];

    // As the reader of events takes a name, which may be a number or a GUID, but under either prefix and of any length.
    private static string? Find(IReadOnlyDictionary<string, object?> properties, AttributeName name)
    {
        new AttributeBag(properties, isAlternative: false).TryGetText(name, out string? text);
        if (text is null)
        {
            new AttributeBag(properties, isAlternative: true).TryGetText(name, out text);
        }

        return string.IsNullOrEmpty(text) ? null : PackIndexEntry.Cut(text, MaxName);
    }
}
