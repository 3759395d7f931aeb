using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;

namespace ModelData.Ingestion.Replaying;

/// <summary>A container for files that are being built; it is deleted with everything in it.</summary>
internal sealed class ScratchContainer(BlobContainerClient container, Action<string> warn) : IAsyncDisposable
{
    private const int MaxNameLength = 63;

    /// <summary>A name that nobody has: that of the data container, and 8 random hex digits.</summary>
    public static string NameFor(string data)
    {
        string suffix = $"-replay-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        return data[..Math.Min(data.Length, MaxNameLength - suffix.Length)].TrimEnd('-') + suffix;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Also after a signal.
            await container.DeleteIfExistsAsync(cancellationToken: CancellationToken.None);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            warn($"The container {container.Name} could not be deleted: delete it by hand.");
        }
    }
}
