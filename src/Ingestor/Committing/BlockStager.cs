using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Formats;

namespace ModelData.Ingestor.Committing;

/// <summary>Stages the new blocks of a commit under ids of their own. Thread-safe.</summary>
internal sealed class BlockStager(IDataBlobs blobs, IBlockIds blockIds, WorkerMetrics metrics)
{
    /// <summary>Stages the blocks and disposes of their contents.</summary>
    /// <returns>The blocks behind those that are kept.</returns>
    public async Task<List<CommittedBlock>> StageAsync(
        BlobState blob,
        FileGrowth growth,
        CancellationToken cancellationToken
    )
    {
        var added = new List<CommittedBlock>(growth.NewBlocks.Count);
        foreach (var block in growth.NewBlocks)
        {
            await using var content = block.Content;
            var staged = new CommittedBlock(blockIds.Next(growth.KeptBlocks + added.Count), content.Length);
            await blobs.StageAsync(blob.Name, staged.Id, content, cancellationToken);
            added.Add(staged);
            metrics.Uploaded(staged.Length);
        }

        return added;
    }
}
