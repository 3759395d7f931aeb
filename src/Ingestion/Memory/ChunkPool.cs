using System.Collections.Concurrent;

namespace ModelData.Ingestion.Memory;

/// <summary>
/// Byte chunks that grow from 4 KiB to 1 MiB, a few of each size: a buffer takes at most half more memory than its rows. Keeps at most its capacity
/// for reuse, so that the
/// process does not grow with the garbage of large arrays. Thread-safe.
/// </summary>
internal sealed class ChunkPool(long capacityBytes)
{
    private const int ChunksPerSize = 4;

    private static readonly int[] Sizes = [.. Enumerable.Range(0, 9).Select(i => 4096 << i)];
    private readonly ConcurrentBag<byte[]>[] _free = [.. Sizes.Select(_ => new ConcurrentBag<byte[]>())];
    private long _kept;

    /// <summary>The chunk for position <paramref name="index"/> of a buffer.</summary>
    public byte[] Rent(int index)
    {
        int sizeClass = Math.Min(index / ChunksPerSize, Sizes.Length - 1);
        if (_free[sizeClass].TryTake(out var chunk))
        {
            Interlocked.Add(ref _kept, -chunk.Length);
            return chunk;
        }

        return GC.AllocateUninitializedArray<byte>(Sizes[sizeClass]);
    }

    public void Return(byte[] chunk)
    {
        if (Interlocked.Add(ref _kept, chunk.Length) > capacityBytes)
        {
            Interlocked.Add(ref _kept, -chunk.Length);
            return;
        }

        _free[Array.IndexOf(Sizes, chunk.Length)].Add(chunk);
    }
}
