namespace ModelData.Ingestor.Hosting;

/// <summary>Where rows, state and dead letters are written. Sections <c>Blobs</c>, <c>State</c> and <c>DeadLetters</c>.</summary>
internal sealed class StorageSettings
{
    /// <summary>A storage connection string. State and dead letters default to that of <c>Blobs</c>.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The container; created when it is missing. Defaults: <c>modeldata</c>, <c>modeldata-state</c>, <c>modeldata-deadletters</c>.</summary>
    public string Container { get; set; } = "";
}
