using ModelData.Ingestion.Blobs;

namespace ModelData.Ingestor.Variants;

/// <summary>A mistake: ids that two writers choose alike.</summary>
internal sealed class DeterministicBlockIds : IBlockIds
{
    public string Next(int committedBlocks)
    {
        byte[] id = new byte[15];
        BitConverter.TryWriteBytes(id, committedBlocks);
        return Convert.ToBase64String(id);
    }
}
