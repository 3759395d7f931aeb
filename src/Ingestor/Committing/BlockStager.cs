using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Formats;

namespace ModelData.Ingestor.Committing;

/// <summary>Stages the new blocks of a commit under ids of their own. Thread-safe.</summary>
internal sealed class BlockStager(IDataBlobs blobs, IBlockIds blockIds, WorkerMetrics metrics)
{
    /// <summary>Stages what is new and disposes of its contents.</summary>
    /// <returns>The blocks behind those that stay where they are.</returns>
    public async Task<List<CommittedBlock>> StageAsync(
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
}
