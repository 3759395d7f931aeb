using System.Collections.Concurrent;

namespace ModelData.Ingestor.Buffering;

/// <summary>
/// Byte chunks of three sizes: a quiet folder holds 8 KiB, a busy one 1 MiB pieces. Keeps at most its capacity for reuse, so that the
/// process does not grow with the garbage of large arrays. Thread-safe.
/// </summary>
internal sealed class ChunkPool(long capacityBytes)
{
    private static readonly int[] Sizes = [8 * 1024, 128 * 1024, 1024 * 1024];
    private readonly ConcurrentBag<byte[]>[] _free =
    [
        [],
        [],
        [],
    ];
    private long _kept;

    /// <summary>The chunk for position <paramref name="index"/> of a buffer.</summary>
    public byte[] Rent(int index)
    {
        int sizeClass = Math.Min(index, Sizes.Length - 1);
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
