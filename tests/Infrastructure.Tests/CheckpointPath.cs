using System.Net;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using ModelData.Ingestion.Reading.Balancing;

namespace ModelData.Infrastructure;

/// <summary>Where the worker writes a checkpoint, and where a scaler looks for it.</summary>
internal static class CheckpointPath
{
    /// <summary>The address that the worker's store writes to.</summary>
    public static async Task<string> WrittenAsync(IReadOnlyDictionary<string, string> environment)
    {
        using var storage = new Recorder();
        var options = new BlobClientOptions { Transport = new HttpClientTransport(storage) };
        var container = new BlobContainerClient(
            new Uri($"{environment["State__ServiceUri"]}/{environment["State__Container"]}"),
            options
        );
        var store = new BlobCheckpointStore(
            container,
            environment["EventHubs__FullyQualifiedNamespace"],
            environment["EventHubs__HubName"],
            environment["EventHubs__ConsumerGroup"]
        );
        await store.UpdateAsync("7", 1, "1");
        return Uri.UnescapeDataString(storage.Asked!.GetLeftPart(UriPartial.Path));
    }

    /// <summary>
    /// The address that KEDA's scaler reads with the strategy blobMetadata: it makes lower case of the consumer group, and of nothing else.
    /// </summary>
    public static string ReadByScaler(IReadOnlyDictionary<string, string> metadata)
    {
        Assert.Equal("blobMetadata", metadata["checkpointStrategy"]);
        string host = $"{metadata["eventHubNamespace"]}.servicebus.windows.net";
        string account = $"https://{metadata["storageAccountName"]}.blob.core.windows.net";
        string group = metadata["consumerGroup"].ToLowerInvariant();
        return $"{account}/{metadata["blobContainer"]}/{host}/{metadata["eventHubName"]}/{group}/checkpoint/7";
    }

    private sealed class Recorder : HttpMessageHandler
    {
        public Uri? Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Asked = request.RequestUri;
            var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
            answer.Headers.TryAddWithoutValidation("ETag", "\"1\"");
            answer.Content.Headers.LastModified = DateTimeOffset.UnixEpoch;
            return Task.FromResult(answer);
        }
    }
}
