using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ModelData.Integration;

/// <summary>
/// The checkpoint of a partition, as the official clients keep it: an empty blob with metadata, <c>namespace/hub/group/checkpoint/partition</c>. Written from
/// the format alone, so that it shares no mistake with the worker's.
/// </summary>
internal static class CheckpointBlob
{
    private const string SequenceNumberKey = "sequencenumber";

    /// <summary>The sequence number; null where there is no checkpoint.</summary>
    public static async Task<long?> ReadAsync(BlobContainerClient container, string hub, string partition)
    {
        try
        {
            BlobProperties properties = await Of(container, hub, partition).GetPropertiesAsync();
            return long.Parse(properties.Metadata[SequenceNumberKey], CultureInfo.InvariantCulture);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    public static Task WriteAsync(BlobContainerClient container, string hub, string partition, long sequenceNumber)
    {
        string number = sequenceNumber.ToString(CultureInfo.InvariantCulture);
        var metadata = new Dictionary<string, string>
        {
            [SequenceNumberKey] = number,
            ["offset"] = number,
            ["clientidentifier"] = "somebody",
        };
        return Of(container, hub, partition)
            .UploadAsync(BinaryData.Empty, new BlobUploadOptions { Metadata = metadata });
    }

    private static BlobClient Of(BlobContainerClient container, string hub, string partition) =>
        container.GetBlobClient($"127.0.0.1/{hub}/$default/checkpoint/{partition}");
}
