namespace ModelData;

/// <summary>A column.</summary>
/// <param name="Name">The name, as in the header line.</param>
/// <param name="Type">The type of its values.</param>
public readonly record struct FeatureColumn(string Name, FeatureType Type);
