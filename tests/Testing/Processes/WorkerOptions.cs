namespace ModelData.Testing;

/// <summary>How a worker process is configured.</summary>
public sealed record WorkerOptions
{
    /// <summary>The namespace's connection string.</summary>
    public required string EventHubsConnectionString { get; init; }

    /// <summary>The storage account's connection string.</summary>
    public required string BlobsConnectionString { get; init; }

    /// <summary>The hub. Default: <c>modeldata</c>.</summary>
    public string HubName { get; init; } = "modeldata";

    /// <summary>The consumer group. Default: <c>$Default</c>.</summary>
    public string ConsumerGroup { get; init; } = "$Default";

    /// <summary>
    /// Its name in the fleet. A worker that starts again under the same name goes on at once. Default: <c>worker</c>, for those that are alone.
    /// </summary>
    public string Identity { get; init; } = "worker";

    /// <summary>Further settings by environment, for example <c>Flush__MaxAge</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The project that builds the program. Default: <c>ModelData.Ingestor</c>.</summary>
    public string ProjectName { get; init; } = "ModelData.Ingestor";

    /// <summary>The program itself, where it is not one that was built here. Default: that of the project.</summary>
    public string? Program { get; init; }

    /// <summary>How long to wait for readiness; zero means not to wait. Default: 60 s.</summary>
    public TimeSpan ReadyDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Called with each line that the worker prints. Default: none.</summary>
    public Action<string>? OnLine { get; init; }
}
