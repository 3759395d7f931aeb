using Azure.Core;
using Azure.Storage.Blobs;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>Where a pipeline is, and who asks.</summary>
public sealed record PipelinePlaces
{
    /// <summary>The hub, and the consumer group of the workers. Nothing is received: the right to listen is enough.</summary>
    public required EventHubsSettings Hub { get; init; }

    /// <summary>Who asks the hub, where its settings have no key.</summary>
    public required TokenCredential Credential { get; init; }

    /// <summary>The container of rows.</summary>
    public required BlobContainerClient Data { get; init; }

    /// <summary>The container of states, owners and reports.</summary>
    public required BlobContainerClient State { get; init; }

    /// <summary>The container of dead letters.</summary>
    public required BlobContainerClient DeadLetters { get; init; }

    /// <summary>The section of the settings, or the option such as <c>--blobs</c>, that says where the rows are. Default: <c>Blobs</c>.</summary>
    public string DataSettings { get; init; } = StorageSettings.Blobs;

    /// <summary>That of the states; where none is set for them, that of the rows. Default: <c>State</c>.</summary>
    public string StateSettings { get; init; } = StorageSettings.State;

    /// <summary>That of dead letters; where none is set for them, that of the rows. Default: <c>DeadLetters</c>.</summary>
    public string DeadLettersSettings { get; init; } = StorageSettings.DeadLetters;

    /// <summary>
    /// How long without a renewal a worker's hold on a partition lasts: <see cref="LoadBalancingSettings.Expiry"/>. Default: what workers report, else 30 s.
    /// </summary>
    public TimeSpan? OwnershipExpiry { get; init; }

    /// <summary>The retention of the hub. Default: what workers report, else unknown.</summary>
    public TimeSpan? Retention { get; init; }
}
