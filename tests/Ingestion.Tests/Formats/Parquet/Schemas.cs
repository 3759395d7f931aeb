namespace ModelData.Ingestion.Tests.Formats.Parquet;

/// <summary>Schemas to grow files of.</summary>
internal static class Schemas
{
    /// <summary>Every type, under names that are paths, quotes and keywords to some reader.</summary>
    public static FeatureSchema AllTypes { get; } =
        FeatureSchema.ForFeatures([
            new("a.b", FeatureType.Double),
            new("quo\"te", FeatureType.Float),
            new("a/b", FeatureType.Int64),
            new("list.element", FeatureType.Int32),
            new("ünï 模型😀", FeatureType.Boolean),
            new("x,y'z", FeatureType.String),
            new("schema", FeatureType.Timestamp),
            new("c0", FeatureType.Double),
            new("A", FeatureType.Int32),
            new("a", FeatureType.Int64),
        ]);

    public static FeatureSchema OneText { get; } = FeatureSchema.ForFeatures([new(".", FeatureType.String)]);

    public static FeatureSchema Numbers { get; } =
        FeatureSchema.ForFeatures([
            .. Enumerable.Range(0, 20).Select(i => new FeatureColumn($"feature{i}", FeatureType.Double)),
        ]);

    public static FeatureSchema Get(string name) =>
        name switch
        {
            nameof(AllTypes) => AllTypes,
            nameof(OneText) => OneText,
            _ => Numbers,
        };
}
