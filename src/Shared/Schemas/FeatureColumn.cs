namespace ModelData;

/// <summary>A column.</summary>
/// <param name="Name">The name, as in the header line.</param>
/// <param name="Type">The type of its values.</param>
public readonly record struct FeatureColumn(string Name, FeatureType Type)
{
    /// <summary>
    /// Whether there was no value in it so far, only nulls: then its type is not known, and <see cref="Type"/> is <see cref="FeatureType.Double"/> for
    /// whoever does not look here. Default: no.
    /// </summary>
    public bool IsUntyped { get; init; }

    /// <summary>What <see cref="Type"/> cannot say of the values. Default: nothing.</summary>
    public ExactType? Exact { get; init; }

    /// <summary>
    /// What stands in the column instead of its values: <see cref="RedactionMethod.Hash"/> or <see cref="RedactionMethod.Mask"/>; then <see cref="Type"/>
    /// is <see cref="FeatureType.String"/>. A dropped column is none. Default: nothing, the values are as they are.
    /// </summary>
    public RedactionMethod? Redaction { get; init; }
}
