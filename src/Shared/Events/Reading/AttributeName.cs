namespace ModelData;

/// <summary>An attribute's name with both prefixes, made once.</summary>
internal sealed class AttributeName(string name)
{
    public string Name { get; } = name;

    public string Prefixed { get; } = EventAttributes.Prefix + name;

    public string AlternativelyPrefixed { get; } = EventAttributes.AlternativePrefix + name;
}
