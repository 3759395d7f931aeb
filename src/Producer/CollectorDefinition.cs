namespace ModelData.Producer;

/// <summary>What a collector was asked to be. Names that are null come from the options.</summary>
internal sealed record CollectorDefinition(
    string ModelName,
    string Identifier,
    IReadOnlyList<string>? FeatureNames,
    string? Workspace,
    string? WebServiceName,
    string? ModelVersion,
    IReadOnlyList<FeatureType>? FeatureTypes
)
{
    /// <exception cref="ArgumentException">A name is not legal.</exception>
    public CollectionAddress Address(ModelDataCollectorOptions options) =>
        CollectionAddress.InWorkspace(
            Workspace ?? options.Workspace,
            WebServiceName ?? options.WebServiceName,
            ModelName,
            ModelVersion ?? options.ModelVersion,
            Identifier
        );
}
