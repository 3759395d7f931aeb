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
}
