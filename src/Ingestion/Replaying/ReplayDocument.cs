using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Replaying;

/// <summary>
/// What a container was filled from: the blob <c>_replay.json</c>, written once. A second run with another start or another filter would
/// leave out what lies before the sequence numbers of the first, so only the same command goes on in it.
/// </summary>
/// <param name="Version">The version of the document.</param>
/// <param name="Hub">Namespace and hub.</param>
/// <param name="Incarnation">The life of the hub.</param>
/// <param name="From">Where reading starts.</param>
/// <param name="Formats">The formats.</param>
/// <param name="Layout">How folders are named.</param>
/// <param name="Folders">Which folders were asked for.</param>
internal sealed record ReplayDocument(
    int Version,
    string Hub,
    string Incarnation,
    string From,
    string Formats,
    string Layout,
    string Folders
)
{
    public const string Name = "_replay.json";

    private const int CurrentVersion = 1;

    public static ReplayDocument Of(HubIncarnation incarnation, ReplayRequest request, string formats)
    {
        string from = request.Start.From is { } time
            ? time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : "earliest";
        IEnumerable<string> positions = request
            .Start.Positions.OrderBy(position => position.Key, StringComparer.Ordinal)
            .Select(position => string.Create(CultureInfo.InvariantCulture, $" {position.Key}={position.Value}"));
        return new ReplayDocument(
            CurrentVersion,
            $"{incarnation.Namespace}/{incarnation.Hub}",
            incarnation.Text,
            from + string.Concat(positions),
            formats,
            request.IsPadded ? "padded" : "unpadded",
            request.Folders
        );
    }

    /// <summary>Makes sure that a container belongs to this command.</summary>
    /// <param name="container">The container; it exists.</param>
    /// <param name="writes">Whether an empty container is claimed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ReplayException">It holds something else.</exception>
    public async Task ClaimAsync(BlobContainerClient container, bool writes, CancellationToken cancellationToken)
    {
        if (await ReadAsync(container, cancellationToken) is { } present)
        {
            Compare(container.Name, present);
            return;
        }
        await foreach (BlobItem blob in container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            throw new ReplayException(
                $"The container {container.Name} is not empty, and no replay has filled it ({blob.Name}): name one that does not exist yet."
            );
        }
        if (!writes)
        {
            return;
        }
        try
        {
            var options = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            byte[] document = JsonSerializer.SerializeToUtf8Bytes(this, ReplayJsonContext.Default.ReplayDocument);
            await container.GetBlobClient(Name).UploadAsync(new BinaryData(document), options, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Another run of a command, or an answer that was lost.
            Compare(container.Name, await ReadAsync(container, cancellationToken) ?? this);
        }
    }

    private static async Task<ReplayDocument?> ReadAsync(
        BlobContainerClient container,
        CancellationToken cancellationToken
    )
    {
        try
        {
            BlobDownloadResult blob = await container.GetBlobClient(Name).DownloadContentAsync(cancellationToken);
            return JsonSerializer.Deserialize(blob.Content, ReplayJsonContext.Default.ReplayDocument);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new ReplayException($"{container.Name}/{Name} cannot be read: {e.Message}", e);
        }
    }

    private void Compare(string container, ReplayDocument present)
    {
        string differences = string.Join(
            ", ",
            new[]
            {
                Difference("version", $"{present.Version}", $"{Version}"),
                Difference("hub", present.Hub, Hub),
                Difference("life of the hub", present.Incarnation, Incarnation),
                Difference("start", present.From, From),
                Difference("formats", present.Formats, Formats),
                Difference("layout", present.Layout, Layout),
                Difference("folders", present.Folders, Folders),
            }.OfType<string>()
        );
        if (differences.Length > 0)
        {
            throw new ReplayException(
                $"The container {container} was filled by another replay ({differences}), and rows would be left out: "
                    + "name a container that does not exist yet, or repeat that command."
            );
        }
    }

    private static string? Difference(string name, string then, string now) =>
        then == now ? null : $"{name}: {then} then, {now} now";
}

/// <summary>How the document stands in its blob.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ReplayDocument))]
internal sealed partial class ReplayJsonContext : JsonSerializerContext;
