using System.Buffers;
using ModelData.Producer.Encoding;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>
/// The hashes of keys that rows are sampled by: over the texts that the values have in a CSV file when they stand alone, without quotes, so that they are the
/// same wherever they are taken. Allocates nothing once a thread has hashed a number. Thread-safe.
/// </summary>
internal static class SampleKey
{
    private const int MaxStackBytes = 512;
    private const int GuidBytes = 36;

    [ThreadStatic]
    private static PooledBuffer? _number;

    public static ulong Hash(Guid id)
    {
        Span<byte> text = stackalloc byte[GuidBytes];
        id.TryFormat(text, out _);
        return RowSampling.Hash(text);
    }

    public static ulong Hash(string text)
    {
        int length = Utf8.UTF8.GetMaxByteCount(text.Length);
        if (length <= MaxStackBytes)
        {
            Span<byte> bytes = stackalloc byte[MaxStackBytes];
            return RowSampling.Hash(bytes[..Utf8.UTF8.GetBytes(text, bytes)]);
        }
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        ulong hash = RowSampling.Hash(rented.AsSpan(0, Utf8.UTF8.GetBytes(text, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>The hash of a value; null where there is none.</summary>
    public static ulong? Hash(MixedValue value)
    {
        if (value.Kind == ValueKind.Null)
        {
            return null;
        }
        if (value.Kind == ValueKind.String)
        {
            return RowSampling.Hash(value.Bytes);
        }
        PooledBuffer text = _number ??= new PooledBuffer();
        text.Truncate(0);
        CsvRowWriter writer = new(text);
        RowEncoder.WriteValue(ref writer, value, FeatureType.String);
        writer.Flush();
        return RowSampling.Hash(text.Written);
    }
}
