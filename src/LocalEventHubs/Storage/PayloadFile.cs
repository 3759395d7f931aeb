using Microsoft.Win32.SafeHandles;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>
/// The events of a segment's large blocks, one block behind the other. What lies where, and whether it counts, is in the
/// segment's database, which is committed afterwards: bytes that it does not name do not exist. One writer; any number of readers.
/// </summary>
internal sealed class PayloadFile(string segmentPath) : IDisposable
{
    private readonly Lock _gate = new();
    private SafeFileHandle? _handle;
    private long _end;

    /// <summary>Writes the events of blocks behind what is there.</summary>
    /// <param name="payloads">The events of one block each.</param>
    /// <returns>Where the first of them begins.</returns>
    public long Append(IReadOnlyList<ReadOnlyMemory<byte>> payloads)
    {
        long place = _end;
        RandomAccess.Write(GetHandle(), payloads, place);
        foreach (ReadOnlyMemory<byte> payload in payloads)
        {
            _end += payload.Length;
        }

        return place;
    }

    /// <summary>Returns when the disk has everything that was appended.</summary>
    public void Flush() => RandomAccess.FlushToDisk(GetHandle());

    /// <exception cref="IOException">The file is shorter than the database says.</exception>
    public void Read(long place, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(GetHandle(), destination, place);
            if (read == 0)
            {
                throw new IOException($"'{GetPath(segmentPath)}' ends at {place}, in the middle of a block.");
            }

            place += read;
            destination = destination[read..];
        }
    }

    public static string GetPath(string segmentPath) => segmentPath + "-events";

    /// <summary>How many bytes there are; 0 without a file.</summary>
    public static long GetLength(string segmentPath) =>
        new FileInfo(GetPath(segmentPath)) is { Exists: true } file ? file.Length : 0;

    public void Dispose() => _handle?.Dispose();

    public static void Delete(string segmentPath) => File.Delete(GetPath(segmentPath));

    private SafeFileHandle GetHandle()
    {
        lock (_gate)
        {
            return _handle ??= File.OpenHandle(
                GetPath(segmentPath),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.ReadWrite | FileShare.Delete
            );
        }
    }
}
