using System.Collections.Concurrent;

namespace ModelData.Ingestor.Buffering;

/// <summary>
/// Byte chunks that grow from 4 KiB to 1 MiB, a few of each size: a buffer takes at most half more memory than its rows. Chunks are kept for
/// reuse, so that the process does not grow with the garbage of large arrays; but only as far as those in use leave room: what buffers
/// of one size gave back must not stand beside what buffers of another size take. Thread-safe.
/// </summary>
internal sealed class ChunkPool(long capacityBytes)
{
    private const int ChunksPerSize = 4;

    private static readonly int[] Sizes = [.. Enumerable.Range(0, 9).Select(i => 4096 << i)];
    private readonly ConcurrentBag<byte[]>[] _free = [.. Sizes.Select(_ => new ConcurrentBag<byte[]>())];
    private long _kept;
    private long _rented;

    /// <summary>The bytes of all chunks, in use or kept. Above the capacity nothing is kept.</summary>
    public long Bytes => Interlocked.Read(ref _kept) + Interlocked.Read(ref _rented);

    /// <summary>The chunk for position <paramref name="index"/> of a buffer.</summary>
    public byte[] Rent(int index)
    {
        int sizeClass = Math.Min(index / ChunksPerSize, Sizes.Length - 1);
        Interlocked.Add(ref _rented, Sizes[sizeClass]);
        if (TryTake(sizeClass) is { } chunk)
        {
            return chunk;
        }

        // Chunks of other sizes make room for it.
        for (int other = Sizes.Length - 1; other >= 0 && Bytes > capacityBytes; other--)
        {
            while (Bytes > capacityBytes && TryTake(other) is not null) { }
        }

        return GC.AllocateUninitializedArray<byte>(Sizes[sizeClass]);
    }

    public void Return(byte[] chunk)
    {
        Interlocked.Add(ref _rented, -chunk.Length);
        if (Bytes + chunk.Length > capacityBytes)
        {
            return;
        }

        Interlocked.Add(ref _kept, chunk.Length);
        _free[Array.IndexOf(Sizes, chunk.Length)].Add(chunk);
    }

    private byte[]? TryTake(int sizeClass)
    {
        if (!_free[sizeClass].TryTake(out byte[]? chunk))
        {
            return null;
        }

        Interlocked.Add(ref _kept, -chunk.Length);
        return chunk;
    }
}
