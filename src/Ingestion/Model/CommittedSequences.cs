using System.Buffers.Binary;
using System.Buffers.Text;

namespace ModelData.Ingestion.Model;

/// <summary>
/// What is in a blob: for each contributing partition the highest sequence number. It is written in the same atomic call as the
/// rows, and alone decides what a writer still has to append. Packed as base64url of: a version byte; then per incarnation its 8
/// bytes, the number of partitions, and per partition number and sequence number + 1, all as varints. Not thread-safe.
/// </summary>
internal sealed class CommittedSequences
{
    private const byte Version = 1;
    private readonly SortedDictionary<SourcePartition, long> _highest = [];

    public int Count => _highest.Count;

    public IEnumerable<KeyValuePair<SourcePartition, long>> Entries => _highest;

    public bool Contains(SourcePartition source, long sequenceNumber) =>
        _highest.TryGetValue(source, out long highest) && sequenceNumber <= highest;

    /// <summary>The highest sequence number of a partition; -1 when nothing of it is in.</summary>
    public long Highest(SourcePartition source) => _highest.GetValueOrDefault(source, -1);

    public void Raise(SourcePartition source, long sequenceNumber)
    {
        if (!_highest.TryGetValue(source, out long highest) || sequenceNumber > highest)
        {
            _highest[source] = sequenceNumber;
        }
    }

    public void RaiseAll(CommittedSequences other)
    {
        foreach (var (source, sequenceNumber) in other._highest)
        {
            Raise(source, sequenceNumber);
        }
    }

    public CommittedSequences Clone()
    {
        var clone = new CommittedSequences();
        clone.RaiseAll(this);
        return clone;
    }

    public string Pack()
    {
        var bytes = new byte[1 + _highest.Count * (8 + 3 * 10)];
        int length = 0;
        bytes[length++] = Version;
        foreach (var group in _highest.GroupBy(entry => entry.Key.Incarnation))
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(length), group.Key);
            length += 8;
            length += Varint.Write(bytes.AsSpan(length), (ulong)group.Count());
            foreach (var (source, sequenceNumber) in group)
            {
                length += Varint.Write(bytes.AsSpan(length), (ulong)source.Partition);
                length += Varint.Write(bytes.AsSpan(length), (ulong)(sequenceNumber + 1));
            }
        }

        return Base64Url.EncodeToString(bytes.AsSpan(0, length));
    }

    /// <summary>Unpacks metadata; foreign or damaged text yields <see langword="null"/>.</summary>
    public static CommittedSequences? TryUnpack(string? text)
    {
        if (string.IsNullOrEmpty(text) || !Base64Url.IsValid(text))
        {
            return null;
        }

        ReadOnlySpan<byte> rest = Base64Url.DecodeFromChars(text);
        if (rest.IsEmpty || rest[0] != Version)
        {
            return null;
        }

        rest = rest[1..];
        var sequences = new CommittedSequences();
        while (!rest.IsEmpty)
        {
            if (rest.Length < 9)
            {
                return null;
            }

            ulong incarnation = BinaryPrimitives.ReadUInt64BigEndian(rest);
            rest = rest[8..];
            if (!Varint.TryRead(ref rest, out ulong count) || count > int.MaxValue)
            {
                return null;
            }

            for (ulong i = 0; i < count; i++)
            {
                if (
                    !Varint.TryRead(ref rest, out ulong partition)
                    || !Varint.TryRead(ref rest, out ulong next)
                    || partition > int.MaxValue
                    || next > long.MaxValue
                )
                {
                    return null;
                }

                sequences.Raise(new SourcePartition(incarnation, (int)partition), (long)next - 1);
            }
        }

        return sequences;
    }
}
