using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ModelData.Ingestion.Blobs;

/// <summary>
/// Ids of one writer epoch: 8 random bytes and a 7-byte counter, base64. An id stands for one byte content for ever: with ids that
/// another writer may choose too, a stale writer's staged block would replace committed data under a valid ETag.
/// </summary>
internal sealed class EpochBlockIds : IBlockIds
{
    /// <summary>The length of every id. All ids of a blob have the same length, by the service's rule.</summary>
    public const int Length = 20;

    private readonly byte[] _epoch = RandomNumberGenerator.GetBytes(8);
    private long _counter;

    public string Next(int committedBlocks)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, Interlocked.Increment(ref _counter));
        Span<byte> id = stackalloc byte[15];
        _epoch.CopyTo(id);
        counter[1..].CopyTo(id[8..]);
        return Convert.ToBase64String(id);
    }
}
