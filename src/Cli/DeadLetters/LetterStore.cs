using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace ModelData.Cli.DeadLetters;

/// <summary>The container of dead letters.</summary>
internal sealed class LetterStore(BlobContainerClient container, TimeProvider time)
{
    /// <summary>The metadata that marks a letter as sent again: when.</summary>
    public const string ResubmittedKey = "resubmitted";

    /// <summary>An event has at most 1 MiB, or 20 MiB in a dedicated cluster: with base64 and properties a letter stays below this.</summary>
    private const long MaxBytes = 64 * 1024 * 1024;

    private const int Concurrency = 16;

    /// <summary>Lists letters by name, and of each the first bytes.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<List<ListedLetter>> ListAsync(LetterFilter filter, CancellationToken cancellationToken)
    {
        var blobs = new List<(BlobItem Blob, LetterName Name)>();
        await foreach (
            BlobItem blob in container.GetBlobsAsync(
                BlobTraits.Metadata,
                BlobStates.None,
                prefix: null,
                cancellationToken
            )
        )
        {
            if (LetterName.TryParse(blob.Name, out LetterName name))
            {
                blobs.Add((blob, name));
            }
        }
        var letters = new List<ListedLetter>(blobs.Count);
        foreach ((BlobItem Blob, LetterName Name)[] some in blobs.Chunk(Concurrency))
        {
            letters.AddRange(
                await Task.WhenAll(some.Select(one => SummariseAsync(one.Blob, one.Name, cancellationToken)))
            );
        }
        return [.. letters.Where(filter.Includes)];
    }

    /// <summary>Reads a letter whole.</summary>
    /// <exception cref="CommandFailedException">There is no such letter, or it is too long.</exception>
    public async Task<StoredLetter> ReadAsync(string name, CancellationToken cancellationToken)
    {
        if (!LetterName.TryParse(name, out LetterName position))
        {
            throw new CommandFailedException(
                $"{name} is not the name of a dead letter: `modeldata dead-letters ls` prints them."
            );
        }
        try
        {
            BlobClient blob = container.GetBlobClient(name);
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            if (properties.ContentLength > MaxBytes)
            {
                throw new CommandFailedException(
                    $"{name} has {properties.ContentLength} bytes: no dead letter is so long."
                );
            }
            BlobDownloadResult content = await blob.DownloadContentAsync(cancellationToken);
            return new StoredLetter(
                name,
                position,
                content.Details.ETag,
                content.Content.ToMemory(),
                content.Details.Metadata.AsReadOnly()
            );
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new CommandFailedException(
                $"There is no dead letter {name}: `modeldata dead-letters ls` prints what there is.",
                e
            );
        }
    }

    /// <summary>Marks a letter as sent again.</summary>
    /// <returns>Whether it is still the one that was read; otherwise somebody else marked or replaced it meanwhile.</returns>
    public async Task<bool> TryMarkAsync(StoredLetter letter, CancellationToken cancellationToken)
    {
        // The call replaces all metadata.
        var metadata = new Dictionary<string, string>(letter.Metadata, StringComparer.OrdinalIgnoreCase)
        {
            [ResubmittedKey] = time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        };
        try
        {
            await container
                .GetBlobClient(letter.Name)
                .SetMetadataAsync(metadata, new BlobRequestConditions { IfMatch = letter.ETag }, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }

    private async Task<ListedLetter> SummariseAsync(BlobItem blob, LetterName name, CancellationToken cancellationToken)
    {
        LetterSummary summary = await ReadSummaryAsync(blob.Name, cancellationToken);
        return new ListedLetter(
            blob.Name,
            name,
            summary.Reason ?? ListedLetter.Unreadable,
            summary.Detail,
            summary.EnqueuedTime,
            blob.Properties.ContentLength ?? 0,
            Mark(blob.Metadata)
        );
    }

    private async Task<LetterSummary> ReadSummaryAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(0, LetterSummary.Length) };
            BlobDownloadResult part = await container
                .GetBlobClient(name)
                .DownloadContentAsync(options, cancellationToken);
            return LetterSummary.Read(part.Content.ToMemory().Span);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 416)
        {
            // Deleted after it was listed, or empty.
            return LetterSummary.Read([]);
        }
    }

    public static string? Mark(IEnumerable<KeyValuePair<string, string>>? metadata) =>
        metadata
            ?.Where(pair => pair.Key.Equals(ResubmittedKey, StringComparison.OrdinalIgnoreCase))
            .Select(pair => pair.Value)
            .FirstOrDefault();
}
