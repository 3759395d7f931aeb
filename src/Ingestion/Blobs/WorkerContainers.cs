using System.Diagnostics;
using Azure;
using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Reading.Fencing;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Blobs;

/// <summary>The containers of a worker.</summary>
internal sealed class WorkerContainers(IOptionsMonitor<StorageSettings> settings, TokenCredential credential)
{
    /// <summary>Data: never retried by the SDK. A retried commit whose first answer was lost reads as a conflict.</summary>
    public BlobContainerClient Data { get; } = Open(settings.Get(StorageSettings.Blobs), credential, retries: 0);

    public BlobContainerClient PartitionState { get; } =
        Open(settings.Get(StorageSettings.State), credential, retries: 3);

    public BlobContainerClient DeadLetters { get; } =
        Open(settings.Get(StorageSettings.DeadLetters), credential, retries: 3);

    /// <summary>The same for packs, which grow as data files do.</summary>
    public BlobContainerClient LetterPacks { get; } =
        Open(settings.Get(StorageSettings.DeadLetters), credential, retries: 0);

    /// <summary>The same for looks: an answer within one attempt, or none.</summary>
    public (BlobContainerClient Data, BlobContainerClient State, BlobContainerClient DeadLetters) Looks { get; } =
        (
            Open(settings.Get(StorageSettings.Blobs), credential, retries: 0),
            Open(settings.Get(StorageSettings.State), credential, retries: 0),
            Open(settings.Get(StorageSettings.DeadLetters), credential, retries: 0)
        );

    /// <summary>The section of the settings that says which account one of them is in.</summary>
    public string SectionOf(string name) => settings.Get(name).IsOfTheBlobs() ? StorageSettings.Blobs : name;

    /// <summary>Creates what is missing. A worker without the right to create containers goes on with those that exist.</summary>
    public async Task CreateMissingAsync(CancellationToken cancellationToken)
    {
        foreach (var container in new[] { Data, PartitionState, DeadLetters })
        {
            try
            {
                await container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == 403)
            {
                await container.GetPropertiesAsync(cancellationToken: cancellationToken);
            }
        }
    }

    private static BlobContainerClient Open(StorageSettings settings, TokenCredential credential, int retries)
    {
        var options = new BlobClientOptions { Transport = StorageTransport.Shared };
        options.Retry.MaxRetries = retries;
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(60);
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = Activity.Current is not null;
        return StorageAccess.Open(
            settings.ConnectionString,
            settings.ServiceUri,
            settings.Container,
            credential,
            options
        );
    }
}
