namespace Retrain;

/// <summary>What the command line says.</summary>
internal sealed record RetrainOptions
{
    public static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    /// <summary>The storage account; null when a local folder is read.</summary>
    public string? BlobsConnectionString { get; init; }

    public required string Container { get; init; }

    /// <summary>The local folder; null when a storage account is read.</summary>
    public string? Folder { get; init; }

    /// <summary>The first day of scoring.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day of scoring, included.</summary>
    public required DateOnly To { get; init; }

    public required string Workspace { get; init; }

    public required string Service { get; init; }

    /// <summary><c>csv</c> or <c>parquet</c>. Never both: each holds all rows.</summary>
    public required string Format { get; init; }
}
