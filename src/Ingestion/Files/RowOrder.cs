using System.Buffers;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Files;

/// <summary>Brings rows into the column order of the file that they belong in.</summary>
internal static class RowOrder
{
    /// <summary>Changes the order of rows in the CSV dialect.</summary>
    /// <returns><see langword="null"/> when the two schemas have not the same names.</returns>
    public static ReadOnlyMemory<byte>? Change(FeatureSchema from, FeatureSchema to, ReadOnlyMemory<byte> csv)
    {
        if (ColumnOrder.MapNames(from, to) is not { } map)
        {
            return null;
        }

        var output = new ArrayBufferWriter<byte>(csv.Length);
        CsvReorder.Write(csv.Span, map, output);
        return output.WrittenMemory;
    }

    /// <summary>
    /// Changes the order of rows in the form of a format, and the types of columns in which they have no values: what was encoded for a file that has learnt
    /// a type goes into another one that has not.
    /// </summary>
    /// <exception cref="InvalidOperationException">The two schemas have not the same names, or a value is not of the new type.</exception>
    public static ReadOnlyMemory<byte> Change(
        IFileFormat format,
        FeatureSchema from,
        FeatureSchema to,
        ReadOnlyMemory<byte> rows,
        int rowCount
    )
    {
        var csv =
            Change(from, to, format.Decode(from, rows, rowCount))
            ?? throw new InvalidOperationException($"{from} and {to} have not the same columns");
        return format.TryEncode(to, csv, rowCount, new ArrayBufferWriter<byte>(), out var encoded, out var refusal)
            ? encoded
            : throw new InvalidOperationException($"Rows that were encoded cannot be encoded again: {refusal.Detail}");
    }
}
