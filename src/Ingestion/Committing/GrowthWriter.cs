using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;

namespace ModelData.Ingestion.Committing;

/// <summary>Brings the growth of a file into storage: new blocks under ids of their own, then all blocks in one atomic commit. Thread-safe.</summary>
internal sealed class GrowthWriter(IDataBlobs blobs, BlockCache cache, IBlockIds blockIds, WorkerMetrics metrics)
{
    /// <summary>
    /// Stages what is new, and commits under the version that the growth was planned on. Small new blocks go into the cache, blocks that are no
    /// longer part of the file leave it.
    /// </summary>
    /// <param name="blob">The file as it is.</param>
    /// <param name="growth">What becomes of it.</param>
    /// <param name="metadata">All metadata of the commit.</param>
    /// <param name="mayCommit">Asked when all blocks are staged: whether the commit may still be sent.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CommitNotAllowedException">The commit may not be sent any more; nothing has changed.</exception>
    /// <returns>The blocks behind those that stay where they are, and what storage says of the commit.</returns>
    public async Task<(List<CommittedBlock> Added, CommitReceipt Receipt)> WriteAsync(
        BlobState blob,
        FileGrowth growth,
        IDictionary<string, string> metadata,
        Func<bool> mayCommit,
        CancellationToken cancellationToken
    )
    {
        var written = await StageAsync(blob, growth, cancellationToken);
        List<CommittedBlock> rest = [.. written.Select(block => block.Block)];
        if (!mayCommit())
        {
            throw new CommitNotAllowedException();
        }

        var receipt = await blobs.CommitAsync(
            blob.Name,
            blob.Blocks.Take(growth.KeptBlocks).Concat(rest).Select(block => block.Id),
            metadata,
            blob.ETag,
            cancellationToken
        );
        // Not after a failure: who knows which request still reads them.
        growth.Arrays?.Return();
        Remember(blob, growth, written);
        return (rest, receipt);
    }

    private async Task<List<(CommittedBlock Block, byte[]? Kept)>> StageAsync(
        BlobState blob,
        FileGrowth growth,
        CancellationToken cancellationToken
    )
    {
        var written = new List<(CommittedBlock Block, byte[]? Kept)>(growth.Rest.Count);
        foreach (var block in growth.Rest)
        {
            if (block is not PlannedBlocks planned)
            {
                await AddAsync(block);
                continue;
            }

            while (await planned.NextAsync(cancellationToken) is { } next)
            {
                await AddAsync(next);
            }
        }

        return written;

        async Task AddAsync(FileBlock block) =>
            written.Add(
                block switch
                {
                    MovedBlock moved => (blob.Blocks[moved.Index], null),
                    NewBlock added => (
                        await StageAsync(
                            blob,
                            blockIds.Next(growth.KeptBlocks + written.Count),
                            added,
                            cancellationToken
                        ),
                        added.Kept
                    ),
                    _ => throw new NotSupportedException($"A block is new or moved, not {block}."),
                }
            );
    }

    private async Task<CommittedBlock> StageAsync(
        BlobState blob,
        string id,
        NewBlock block,
        CancellationToken cancellationToken
    )
    {
        await using var content = block.Content;
        var staged = new CommittedBlock(id, content.Length);
        await blobs.StageAsync(blob.Name, staged.Id, content, cancellationToken);
        metrics.Uploaded(staged.Length);
        return staged;
    }

    private void Remember(BlobState blob, FileGrowth growth, List<(CommittedBlock Block, byte[]? Kept)> written)
    {
        cache.Remove(
            blob.Blocks.Skip(growth.KeptBlocks).Where(block => !written.Exists(other => other.Block == block))
        );
        foreach (var (block, kept) in written)
        {
            if (kept is not null)
            {
                cache.Put(block.Id, kept);
            }
        }
    }
}
