namespace ModelData;

/// <summary>The address that an event's attributes name, as far as they name one: nobody has checked it.</summary>
public static class AddressAttributes
{
    /// <summary>Looks under either prefix of CloudEvents; a name may be a number or a GUID, and of any length.</summary>
    /// <param name="properties">The event's application properties.</param>
    /// <returns>
    /// The seven names in the order of <see cref="CollectionAddress"/>, <see langword="null"/> for those that are missing; empty when no model is named.
    /// </returns>
    public static IReadOnlyList<string?> Find(IReadOnlyDictionary<string, object?> properties) =>
        Find(properties, AttributeNames.Address[AttributeNames.Model]) is null
            ? []
            : [.. AttributeNames.Address.Select(name => Find(properties, name))];

    private static string? Find(IReadOnlyDictionary<string, object?> properties, AttributeName name)
    {
        new AttributeBag(properties, isAlternative: false).TryGetText(name, out string? text);
        if (text is null)
        {
            new AttributeBag(properties, isAlternative: true).TryGetText(name, out text);
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }
}
