using System.Buffers;

namespace ModelData.Ingestion.Memory;

/// <summary>
/// The large arrays of one commit. They go back together when nobody reads them any more, so that a process under load does not grow with
/// the garbage of large arrays; what is never returned is garbage. Not thread-safe.
/// </summary>
internal sealed class RentedArrays
{
    private readonly List<byte[]> _arrays = [];

    /// <summary>An array of so many bytes or more, with any content.</summary>
    public byte[] Rent(int length)
    {
        byte[] array = ArrayPool<byte>.Shared.Rent(length);
        _arrays.Add(array);
        return array;
    }

    /// <summary>Ends the use of every array rented here.</summary>
    public void Return()
    {
        foreach (byte[] array in _arrays)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        _arrays.Clear();
    }
}
