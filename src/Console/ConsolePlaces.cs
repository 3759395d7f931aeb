using Azure.Storage.Blobs;
using ModelData.Ingestion.Observing.Status;

namespace ModelData.Console;

/// <summary>Where the pipeline of a console is, and who asks.</summary>
public sealed record ConsolePlaces
{
    /// <summary>Hub, rows, states and dead letters. Resubmission sends to the same hub, which needs the right to send.</summary>
    public required PipelinePlaces Pipeline { get; init; }

    /// <summary>The container of settings documents.</summary>
    public required BlobContainerClient Settings { get; init; }
}
