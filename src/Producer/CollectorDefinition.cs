using ModelData.Producer.Configuration;

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
    /// <summary>What the types cannot say of the features, one for each. Default: nothing.</summary>
    public IReadOnlyList<ExactType?>? ExactTypes { get; init; }

    /// <summary>A collector of rows of a type.</summary>
    public static CollectorDefinition Of<T>(
        string modelName,
        string identifier,
        string? workspace,
        string? webServiceName,
        string? modelVersion
    )
        where T : IModelDataRow<T>
    {
        IReadOnlyList<FeatureColumn> features = T.Features;
        return new(
            modelName,
            identifier,
            [.. features.Select(each => each.Name)],
            workspace,
            webServiceName,
            modelVersion,
            [.. features.Select(each => each.Type)]
        )
        {
            ExactTypes = features.Any(each => each.Exact is not null) ? [.. features.Select(each => each.Exact)] : null,
        };
    }

    /// <summary>Where the rows belong. Where it is the names of the options that make it too long, that is noted among their problems.</summary>
    /// <exception cref="ArgumentException">A name is not legal.</exception>
    public CollectionAddress Address(ModelDataCollectorOptions options)
    {
        try
        {
            return Address(options.Workspace, options.WebServiceName, options.ModelVersion);
        }
        catch (ArgumentException exception)
        {
            // Throws again when the fault is not theirs.
            CollectionAddress address = Address(
                ProducerDefaults.Workspace,
                ProducerDefaults.Name,
                ProducerDefaults.Name
            );
            options.Problems.AddBroken(
                ProducerSettings.Find(nameof(options.Workspace))!,
                $"ModelData__Workspace, ModelData__WebServiceName and ModelData__ModelVersion name no address of {ModelName}. {exception.Message}"
            );
            return address;
        }
    }

    private CollectionAddress Address(string workspace, string webService, string version) =>
        CollectionAddress.InWorkspace(
            Workspace ?? workspace,
            WebServiceName ?? webService,
            ModelName,
            ModelVersion ?? version,
            Identifier
        );
}
