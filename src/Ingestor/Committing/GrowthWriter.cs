using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Formats;

namespace ModelData.Ingestor.Committing;

/// <summary>Brings the growth of a file into storage: new blocks under ids of their own, then all blocks in one atomic commit. Thread-safe.</summary>
internal sealed class GrowthWriter(IDataBlobs blobs, BlockCache cache, IBlockIds blockIds, WorkerMetrics metrics)
{
    /// <summary>Stages what is new, and commits under the version that the growth was planned on. Small new blocks go into the cache, blocks that are no longer part of the file leave it.</summary>
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
        var rest = await StageAsync(blob, growth, cancellationToken);
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
        Remember(blob, growth, rest);
        return (rest, receipt);
    }

    private async Task<List<CommittedBlock>> StageAsync(
        BlobState blob,
        FileGrowth growth,
        CancellationToken cancellationToken
    )
    {
        var rest = new List<CommittedBlock>(growth.Rest.Count);
        foreach (var block in growth.Rest)
        {
            rest.Add(
                block switch
                {
                    MovedBlock moved => blob.Blocks[moved.Index],
                    NewBlock added => await StageAsync(
                        blob,
                        blockIds.Next(growth.KeptBlocks + rest.Count),
                        added,
                        cancellationToken
                    ),
                    _ => throw new NotSupportedException($"A block is new or moved, not {block}."),
                }
            );
        }

        return rest;
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

    private void Remember(BlobState blob, FileGrowth growth, List<CommittedBlock> rest)
    {
        cache.Remove(blob.Blocks.Skip(growth.KeptBlocks).Where(block => !rest.Contains(block)));
        for (int i = 0; i < rest.Count; i++)
        {
            if (growth.Rest[i] is NewBlock { Kept: { } content })
            {
                cache.Put(rest[i].Id, content);
            }
        }
    }
}
