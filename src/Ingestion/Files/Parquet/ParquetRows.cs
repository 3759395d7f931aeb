using System.Buffers;
using System.Buffers.Binary;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// The rows of events as columns: how a worker holds rows on their way into a Parquet file. An encoding is a sequence of parts, so the encodings of
/// two events one after the other are the encoding of both. A part is, all in little-endian: its rows (int32), the bytes of its columns (int32), and
/// for each column of the schema its bytes (int32), a bit per row that is set when there is a value, and the values that there are: numbers and
/// times (microseconds of UTC since 1970) in 8 or 4 bytes, booleans in one, texts as all lengths (int32) and then all bytes of UTF-8. Exact types are
/// <see cref="ExactValue"/>'s.
/// </summary>
internal static class ParquetRows
{
    public const int PartHeaderBytes = 8;

    /// <summary>
    /// The fields of a part, unless a single row has more. They are parsed row by row and written column by column, so they wait in a scratch
    /// buffer, which this bounds to 2 MB; to 4 MB where values may take sixteen bytes.
    /// </summary>
    private const int FieldsPerPart = 256 * 1024;

    /// <summary>Parses scanned rows.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="csvRows">Rows that <c>CsvScanner</c> found to be good, without a header; each ends in a line feed.</param>
    /// <param name="rowCount">The number of rows.</param>
    /// <param name="output">Takes the encoding, which has at most eight times the bytes of the rows and a few bytes per column. After a refusal the
    /// caller discards it.</param>
    /// <param name="refusal">Set when a value does not fit its column: then the event is refused whole.</param>
    public static bool TryEncode(
        FeatureSchema schema,
        ReadOnlySpan<byte> csvRows,
        int rowCount,
        IBufferWriter<byte> output,
        out Refusal? refusal
    )
    {
        refusal = Parse(schema, csvRows, rowCount, output);
        return refusal is null;
    }

    /// <summary>Says why scanned rows cannot be encoded, if they cannot.</summary>
    public static Refusal? Check(FeatureSchema schema, ReadOnlySpan<byte> csvRows, int rowCount) =>
        Parse(schema, csvRows, rowCount, output: null);

    private static Refusal? Parse(
        FeatureSchema schema,
        ReadOnlySpan<byte> csvRows,
        int rowCount,
        IBufferWriter<byte>? output
    )
    {
        int rowsPerPart = Math.Min(rowCount, Math.Max(1, FieldsPerPart / schema.Columns.Count));
        PartEncoder encoder = new(schema, rowsPerPart);
        try
        {
            int position = 0;
            for (int row = 0; row < rowCount; row += rowsPerPart)
            {
                int rows = Math.Min(rowsPerPart, rowCount - row);
                if (!encoder.TryParse(csvRows, ref position, row, rows, out var refusal))
                {
                    return refusal;
                }

                if (output is not null)
                {
                    encoder.Write(csvRows, rows, output);
                }
            }
        }
        finally
        {
            encoder.Return();
        }

        return null;
    }

    /// <summary>Writes rows in the CSV dialect: numbers and times in the form in which our writer writes them, whatever form they came in.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="encoded">An encoding of rows of this schema.</param>
    /// <param name="rowCount">The number of rows.</param>
    /// <param name="output">Takes the rows.</param>
    public static void WriteCsv(
        FeatureSchema schema,
        ReadOnlySpan<byte> encoded,
        int rowCount,
        IBufferWriter<byte> output
    )
    {
        CsvRowWriter writer = new(output);
        while (!encoded.IsEmpty)
        {
            int length = PartLength(encoded);
            PartToCsv.Write(schema, encoded[..length], ref writer);
            encoded = encoded[length..];
        }

        writer.Flush();
        if (writer.RowCount != rowCount)
        {
            throw new ArgumentException($"There are {writer.RowCount} rows, not {rowCount}.", nameof(rowCount));
        }
    }

    public static int PartRows(ReadOnlySpan<byte> part) => BinaryPrimitives.ReadInt32LittleEndian(part);

    /// <summary>The bytes of the first part, its header included.</summary>
    public static int PartLength(ReadOnlySpan<byte> encoded) =>
        PartHeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(encoded[4..]);
}
