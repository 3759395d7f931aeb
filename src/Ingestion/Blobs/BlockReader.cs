using ModelData.Ingestion.Memory;

namespace ModelData.Ingestion.Blobs;

/// <summary>
/// Gives the committed blocks of one version of a blob: from the cache, or by range under If-Match, as after a takeover. When the
/// blob has another version by now, reading fails like the commit would.
/// </summary>
internal sealed class BlockReader(IDataBlobs blobs, BlockCache cache)
{
    /// <summary>Reads a block.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="index">The number of the block.</param>
    /// <param name="arrays">Gives the memory of a block that is not in the cache; <see langword="null"/> for a block that will be kept.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        BlobState blob,
        int index,
        RentedArrays? arrays,
        CancellationToken cancellationToken
    )
    {
        var block = blob.Blocks[index];
        if (cache.TryGet(block.Id, out byte[]? cached) && cached.Length == block.Length)
        {
            return cached;
        }

        int length = (int)block.Length;
        var content = (arrays?.Rent(length) ?? new byte[length]).AsMemory(0, length);
        await blobs.ReadAsync(blob.Name, Offset(blob, index), content, blob.ETag!.Value, cancellationToken);
        return content;
    }

    /// <summary>Reads the blocks from one on to the end: from the cache when all are in it, else in one request.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="first">The first block.</param>
    /// <param name="destination">Takes all of them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask ReadEndAsync(
        BlobState blob,
        int first,
        Memory<byte> destination,
        CancellationToken cancellationToken
    )
    {
        int position = 0;
        for (int i = first; i < blob.Blocks.Count; i++)
        {
            if (!cache.TryGet(blob.Blocks[i].Id, out byte[]? cached) || cached.Length != blob.Blocks[i].Length)
            {
                await blobs.ReadAsync(blob.Name, Offset(blob, first), destination, blob.ETag!.Value, cancellationToken);
                return;
            }

            cached.CopyTo(destination[position..]);
            position += cached.Length;
        }
    }

    /// <summary>Reads the first bytes of the blob, at most so many.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadStartAsync(
        BlobState blob,
        int mostBytes,
        CancellationToken cancellationToken
    )
    {
        byte[] start = new byte[Math.Min(mostBytes, blob.Length)];
        await blobs.ReadAsync(blob.Name, 0, start, blob.ETag!.Value, cancellationToken);
        return start;
    }

    private static long Offset(BlobState blob, int index)
    {
        long offset = 0;
        for (int i = 0; i < index; i++)
        {
            offset += blob.Blocks[i].Length;
        }

        return offset;
    }
}
