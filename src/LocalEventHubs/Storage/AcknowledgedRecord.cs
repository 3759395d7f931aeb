using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>
/// A small file beside the segments that says what must be in them. It is written behind each commit, and never waits for the disk: it
/// may say too little after a power cut, never too much. A damaged write-ahead log looks to SQLite like one that was cut short; here it
/// shows. Two slots are written in turn, so that one is whole whenever the process ends. Thread-safe.
/// </summary>
internal sealed class AcknowledgedRecord : IDisposable
{
    private const string FileName = "acknowledged";

    // A slot: its number, how many partitions, two numbers for each, a checksum.
    private const int HeadBytes = 2 * sizeof(long);
    private const int RangeBytes = 2 * sizeof(long);
    private const int CheckBytes = sizeof(long);
    private const int Slots = 2;

    private readonly Lock _gate = new();
    private readonly SafeFileHandle _file;
    private readonly AcknowledgedRange[] _ranges;
    private readonly byte[] _slot;
    private long _number;

    private AcknowledgedRecord(SafeFileHandle file, AcknowledgedRange[] ranges)
    {
        _file = file;
        _ranges = ranges;
        _slot = new byte[GetSlotBytes(ranges.Length)];
    }

    /// <summary>Reads the record of a log.</summary>
    /// <returns><see langword="null"/> when there is none.</returns>
    /// <exception cref="DamagedLogException">None of its slots is whole.</exception>
    public static IReadOnlyList<AcknowledgedRange>? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] bytes = File.ReadAllBytes(path);
        int slotBytes = bytes.Length / Slots;
        AcknowledgedRange[]? newest = null;
        long newestNumber = -1;
        for (int i = 0; i < Slots; i++)
        {
            if (
                ReadSlot(bytes.AsSpan(i * slotBytes, slotBytes), out long number) is { } ranges
                && number > newestNumber
            )
            {
                newest = ranges;
                newestNumber = number;
            }
        }

        return newest ?? throw new DamagedLogException(folder, $"'{path}' is damaged: its checksums do not fit.");
    }

    /// <summary>Writes a record anew, on the disk when this returns, and keeps it open.</summary>
    public static AcknowledgedRecord Create(string folder, AcknowledgedRange[] ranges)
    {
        string path = Path.Combine(folder, FileName);
        SafeFileHandle file = File.OpenHandle(
            path + ".new",
            FileMode.Create,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete
        );
        var record = new AcknowledgedRecord(file, ranges);
        try
        {
            record.Write();
            record.Write();
            RandomAccess.FlushToDisk(file);
            File.Move(path + ".new", path, overwrite: true);
            return record;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes note of blocks that were committed and are about to be acknowledged.</summary>
    public void OnCommitted(List<EventBlock> blocks)
    {
        lock (_gate)
        {
            foreach (EventBlock block in blocks)
            {
                _ranges[block.Partition] = _ranges[block.Partition] with { Next = block.EndSequence };
            }

            Write();
        }
    }

    /// <summary>Takes note that older events are about to be removed, by retention.</summary>
    public void OnRemoving(IReadOnlyList<PartitionEnd> oldestBases)
    {
        lock (_gate)
        {
            for (int i = 0; i < _ranges.Length; i++)
            {
                _ranges[i] = _ranges[i] with { First = oldestBases[i].NextSequence };
            }

            Write();
        }
    }

    public void Dispose() => _file.Dispose();

    private static int GetSlotBytes(int partitions) => HeadBytes + (partitions * RangeBytes) + CheckBytes;

    private static AcknowledgedRange[]? ReadSlot(ReadOnlySpan<byte> slot, out long number)
    {
        number = -1;
        if (slot.Length < HeadBytes + CheckBytes || (ulong)ReadLong(slot[^CheckBytes..]) != Check(slot))
        {
            return null;
        }

        number = ReadLong(slot);
        var ranges = new AcknowledgedRange[ReadLong(slot[sizeof(long)..])];
        for (int i = 0; i < ranges.Length; i++)
        {
            ReadOnlySpan<byte> range = slot[(HeadBytes + (i * RangeBytes))..];
            ranges[i] = new AcknowledgedRange(ReadLong(range), ReadLong(range[sizeof(long)..]));
        }

        return ranges;
    }

    private static ulong Check(ReadOnlySpan<byte> slot) => XxHash3.HashToUInt64(slot[..^CheckBytes]);

    private static long ReadLong(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);

    private void Write()
    {
        // Under _gate.
        BinaryPrimitives.WriteInt64LittleEndian(_slot, _number);
        BinaryPrimitives.WriteInt64LittleEndian(_slot.AsSpan(sizeof(long)), _ranges.Length);
        for (int i = 0; i < _ranges.Length; i++)
        {
            Span<byte> range = _slot.AsSpan(HeadBytes + (i * RangeBytes));
            BinaryPrimitives.WriteInt64LittleEndian(range, _ranges[i].First);
            BinaryPrimitives.WriteInt64LittleEndian(range[sizeof(long)..], _ranges[i].Next);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(_slot.AsSpan(_slot.Length - CheckBytes), Check(_slot));
        RandomAccess.Write(_file, _slot, _number % Slots * _slot.Length);
        _number++;
    }
}
