namespace ModelData.Ingestor.DeadLetters;

/// <summary>The address that an event names, as far as it names one: nobody has checked it.</summary>
internal static class LetterAddress
{
    // A name of an address has at most 128 bytes; a longer one is the reason of the letter, and stands in it whole.
    private const int MaxName = 128;

    private static readonly string[] Attributes =
    [
        EventAttributes.Subscription,
        EventAttributes.ResourceGroup,
        EventAttributes.Workspace,
        EventAttributes.WebService,
        EventAttributes.Model,
        EventAttributes.ModelVersion,
        EventAttributes.Identifier,
    ];

    /// <summary>The seven names, those that are missing by their default; empty when no model is named.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyDictionary<string, object?> properties) =>
        Find(properties, EventAttributes.Model) is null
            ? []
            : [.. Attributes.Select(attribute => Find(properties, attribute) ?? CollectionAddress.DefaultName)];

    private static string? Find(IReadOnlyDictionary<string, object?> properties, string attribute)
    {
        bool isThere =
            properties.TryGetValue(EventAttributes.Prefix + attribute, out object? value)
            || properties.TryGetValue(EventAttributes.AlternativePrefix + attribute, out value);
        return isThere && value is string { Length: > 0 } name ? Cut(name) : null;
    }

    private static string Cut(string name) =>
        name.Length <= MaxName ? name : name[..(char.IsHighSurrogate(name[MaxName - 1]) ? MaxName - 1 : MaxName)];
}
