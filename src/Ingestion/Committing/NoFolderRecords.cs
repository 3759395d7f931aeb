using ModelData.Ingestion.Files;

namespace ModelData.Ingestion.Committing;

/// <summary>Nothing is kept beside the data files.</summary>
internal sealed class NoFolderRecords : IFolderRecords
{
    public static NoFolderRecords Instance { get; } = new();

    public ValueTask BeforeCommitAsync(
        RowBuffer buffer,
        FeatureSchema schema,
        DataFileName? newFile,
        CancellationToken cancellationToken
    ) => ValueTask.CompletedTask;

    public ValueTask LearnedAsync(FeatureSchema schema, DataFileName file, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;
}
