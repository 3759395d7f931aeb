using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Ingestion.Completing;

/// <summary>
/// Markers as empty blobs in the state container: <c>{namespace}/{hub}/{group}/open/{yyyy-MM-dd}/{hash of the folder}</c>. What they
/// say is in their metadata, so that a listing tells all.
/// </summary>
internal sealed class BlobOpenFolders(BlobContainerClient container, string prefix) : IOpenFolders
{
    private const string DayFormat = "yyyy-MM-dd";
    private const int HashBytes = 16;

    /// <summary>Where the markers of a worker lie.</summary>
    /// <param name="hub">The hub that it reads.</param>
    /// <param name="consumerGroup">The consumer group that it reads with.</param>
    public static string Prefix(IHubSource hub, string consumerGroup) =>
        $"{hub.FullyQualifiedNamespace}/{hub.HubName}/{consumerGroup}/open/".ToLowerInvariant();

    public async Task<OpenFolder?> ReadAsync(string folder, DateOnly day, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties properties = await Blob(folder, day).GetPropertiesAsync(null, cancellationToken);
            return OpenFolder.FromMetadata(properties.Metadata, day, properties.ETag)
                ?? new OpenFolder(folder, day, DateTimeOffset.MinValue, properties.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 404 && e.ErrorCode != BlobErrorCode.ContainerNotFound)
        {
            return null;
        }
    }

    public async Task<OpenFolder?> TryWriteAsync(
        string folder,
        DateOnly day,
        DateTimeOffset until,
        ETag? ifMatch,
        CancellationToken cancellationToken
    )
    {
        var options = new BlobUploadOptions
        {
            Metadata = OpenFolder.ToMetadata(folder, until),
            Conditions = ifMatch is { } etag
                ? new BlobRequestConditions { IfMatch = etag }
                : new BlobRequestConditions { IfNoneMatch = ETag.All },
        };
        try
        {
            BlobContentInfo info = await Blob(folder, day).UploadAsync(BinaryData.Empty, options, cancellationToken);
            return new OpenFolder(folder, day, until, info.ETag);
        }
        catch (RequestFailedException e) when (IsSuperseded(e))
        {
            return null;
        }
    }

    public async IAsyncEnumerable<OpenFolder> ListAsync(
        DateOnly lastDay,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var days = container.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", prefix, cancellationToken);
        await foreach (var entry in days)
        {
            // The names of days sort as they pass.
            if (!TryReadDay(entry, out var day) || day > lastDay)
            {
                continue;
            }

            var blobs = container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, entry.Prefix, cancellationToken);
            await foreach (var blob in blobs)
            {
                if (blob.Properties.ETag is { } etag && OpenFolder.FromMetadata(blob.Metadata, day, etag) is { } open)
                {
                    yield return open;
                }
            }
        }
    }

    public async Task<bool> TryCloseAsync(OpenFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            await Blob(folder.Folder, folder.Day)
                .DeleteAsync(
                    DeleteSnapshotsOption.None,
                    new BlobRequestConditions { IfMatch = folder.ETag },
                    cancellationToken
                );
            return true;
        }
        catch (RequestFailedException e) when (IsSuperseded(e))
        {
            return false;
        }
    }

    private static bool IsSuperseded(RequestFailedException e) =>
        e.ErrorCode == BlobErrorCode.ConditionNotMet
        || e.ErrorCode == BlobErrorCode.BlobAlreadyExists
        || e.ErrorCode == BlobErrorCode.BlobNotFound;

    private bool TryReadDay(BlobHierarchyItem entry, out DateOnly day)
    {
        day = default;
        return entry.IsPrefix
            && DateOnly.TryParseExact(
                entry.Prefix.AsSpan(prefix.Length).TrimEnd('/'),
                DayFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out day
            );
    }

    private BlobClient Blob(string folder, DateOnly day)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(folder));
        string name = Convert.ToHexStringLower(hash.AsSpan(0, HashBytes));
        return container.GetBlobClient($"{prefix}{day.ToString(DayFormat, CultureInfo.InvariantCulture)}/{name}");
    }
}
