namespace ModelData.LocalEventHubs.Storage;

/// <summary>
/// Memory for full-sized blocks. Left to the collector, hundreds of megabytes per second of large arrays cost it more than storing
/// them costs the disk. Thread-safe.
/// </summary>
internal sealed class BlockPool(int mostKept)
{
    /// <summary>The size of every array of the pool.</summary>
    public const int ArrayBytes = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Stack<byte[]> _arrays = new();

    /// <summary>An array of at least this size; from the pool when the size calls for one of its arrays.</summary>
    public byte[] Rent(int leastBytes)
    {
        if (leastBytes is <= ArrayBytes / 4 or > ArrayBytes)
        {
            return GC.AllocateUninitializedArray<byte>(leastBytes);
        }

        lock (_gate)
        {
            if (_arrays.TryPop(out byte[]? array))
            {
                return array;
            }
        }

        return GC.AllocateUninitializedArray<byte>(ArrayBytes);
    }

    /// <summary>Takes an array back; its owner has made sure that nobody uses it any more.</summary>
    public void Return(byte[] array)
    {
        if (array.Length != ArrayBytes)
        {
            return;
        }

        lock (_gate)
        {
            if (_arrays.Count < mostKept)
            {
                _arrays.Push(array);
            }
        }
    }
}
