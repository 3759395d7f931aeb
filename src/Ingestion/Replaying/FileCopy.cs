using Azure;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Replaying;

/// <summary>
/// Copies a data file block by block into another container, where it must not exist: rows and metadata appear in one commit, and the
/// worker can go on with the copy as if it had written it.
/// </summary>
/// <param name="from">Where files come from.</param>
/// <param name="to">Where they go. Its commits must never be repeated inside: the answer to a second one says nothing about the first.</param>
internal sealed class FileCopy(IDataBlobs from, IDataBlobs to)
{
    private readonly EpochBlockIds _blockIds = new();

    /// <summary>Copies a file.</summary>
    /// <returns><see langword="false"/> when another writer was there, and nothing was written.</returns>
    public async Task<bool> TryCopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        var file =
            await from.LoadAsync(source, cancellationToken)
            ?? throw new ReplayException($"{source} was deleted while it was being copied.");
        var ids = new List<string>(file.Blocks.Count);
        try
        {
            long offset = 0;
            foreach (var block in file.Blocks)
            {
                byte[] content = new byte[block.Length];
                await from.ReadAsync(source, offset, content, file.ETag, cancellationToken);
                offset += block.Length;
                ids.Add(_blockIds.Next(ids.Count));
                await to.StageAsync(target, ids[^1], new MemoryStream(content, writable: false), cancellationToken);
            }

            await to.CommitAsync(
                target,
                ids,
                new Dictionary<string, string>(file.Metadata),
                ifMatch: null,
                cancellationToken
            );
            return true;
        }
        catch (RequestFailedException e) when (StorageFailures.Classify(e) != StorageFailure.Refused)
        {
            // An answer may be lost, and the commit be there: only the blob knows.
            if (await IsThereAsync(target, ids, cancellationToken))
            {
                return true;
            }

            if (StorageFailures.Classify(e) == StorageFailure.Conflict)
            {
                return false;
            }

            throw;
        }
    }

    private async Task<bool> IsThereAsync(string target, List<string> ids, CancellationToken cancellationToken) =>
        await to.LoadAsync(target, cancellationToken) is { } blob
        && blob.Blocks.Any(block => ids.Contains(block.Id, StringComparer.Ordinal));
}
