using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// The footer of a growing file. Row groups are added and taken off at its end, key-values are replaced by key; the
/// schema only learns types.
/// Immutable. Reading bears any bytes: what is not a footer of the form that we write is <see langword="null"/>.
/// </summary>
internal sealed class ParquetFooter
{
    /// <summary>The length of the footer and the magic behind it.</summary>
    public const int TailBytes = 8;

    private const int Version = 1;
    private readonly SortedDictionary<string, string> _keyValues;

    private ParquetFooter(
        ReadOnlyMemory<byte> schemaBytes,
        int elementCount,
        RowGroupEntry[] rowGroups,
        SortedDictionary<string, string> keyValues
    )
    {
        SchemaBytes = schemaBytes;
        ElementCount = elementCount;
        RowGroups = rowGroups;
        _keyValues = keyValues;
    }

    public static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>The elements of the schema, the root first.</summary>
    public ReadOnlyMemory<byte> SchemaBytes { get; }

    public int ElementCount { get; }

    public IReadOnlyList<RowGroupEntry> RowGroups { get; }

    public IReadOnlyDictionary<string, string> KeyValues => _keyValues;

    public static ParquetFooter New(FeatureSchema schema) =>
        new(ParquetSchemaBytes.Write(schema), schema.Columns.Count + 1, [], new(StringComparer.Ordinal));

    /// <summary>The length of a footer, length and magic included, from its last bytes; <see langword="null"/> when they are not those of one.</summary>
    public static long? ReadLength(ReadOnlySpan<byte> end) =>
        end.Length >= TailBytes
        && end[^Magic.Length..].SequenceEqual(Magic)
        && BinaryPrimitives.ReadInt32LittleEndian(end[^TailBytes..]) is >= 0 and int length
            ? (long)length + TailBytes
            : null;

    /// <summary>Reads a footer with its length and magic. The bytes are kept.</summary>
    public static ParquetFooter? TryParse(ReadOnlyMemory<byte> block)
    {
        if (ReadLength(block.Span) != block.Length)
        {
            return null;
        }

        return FooterReading.TryRead(block[..^TailBytes]) is { } parts
            ? new ParquetFooter(parts.SchemaBytes, parts.ElementCount, parts.RowGroups, parts.KeyValues)
            : null;
    }

    /// <summary>Drops row groups at the end, appends others and sets key-values.</summary>
    /// <param name="keptRowGroups">How many of the row groups stay.</param>
    /// <param name="appended">The row groups behind them, which were written for this schema.</param>
    /// <param name="keyValues">Replace those of equal keys.</param>
    public ParquetFooter With(
        int keptRowGroups,
        IReadOnlyCollection<RowGroupEntry> appended,
        IReadOnlyDictionary<string, string> keyValues
    )
    {
        SortedDictionary<string, string> merged = new(_keyValues, StringComparer.Ordinal);
        foreach (var (key, value) in keyValues)
        {
            merged[key] = value;
        }

        return new ParquetFooter(SchemaBytes, ElementCount, [.. RowGroups.Take(keptRowGroups), .. appended], merged);
    }

    /// <summary>The footer of the same rows where columns that hold only nulls have got their types.</summary>
    /// <param name="before">The columns as they are.</param>
    /// <param name="schema">The same columns with more types.</param>
    /// <returns><see langword="null"/> when a row group is not of the form that we write.</returns>
    public ParquetFooter? TryLearn(FeatureSchema before, FeatureSchema schema)
    {
        var types = new ParquetType?[schema.Columns.Count];
        for (int i = 0; i < types.Length; i++)
        {
            bool isLearnt = before.Columns[i].IsUntyped && !schema.Columns[i].IsUntyped;
            types[i] = isLearnt ? ParquetSchemaBytes.Physical(schema.Columns[i]) : null;
        }

        var rowGroups = new RowGroupEntry[RowGroups.Count];
        for (int i = 0; i < rowGroups.Length; i++)
        {
            if (RowGroups[i].TryChangeTypes(types) is not { } changed)
            {
                return null;
            }

            rowGroups[i] = changed;
        }

        return new ParquetFooter(ParquetSchemaBytes.Write(schema), ElementCount, rowGroups, _keyValues);
    }

    /// <summary>The footer with its length and magic.</summary>
    public byte[] Write() => Write(out _);

    /// <summary>The same, cut into blocks.</summary>
    public List<ReadOnlyMemory<byte>> WriteBlocks()
    {
        byte[] bytes = Write(out int rowGroupsAt);
        return FooterBlocks.Cut(bytes, rowGroupsAt, RowGroups);
    }

    private byte[] Write(out int rowGroupsAt)
    {
        ArrayBufferWriter<byte> output = new(SchemaBytes.Length + RowGroups.Sum(g => g.Bytes.Length) + 4096);
        ThriftWriter writer = new(output);
        writer.Int32Field(1, Version);
        writer.ListField(2, ThriftType.Struct, ElementCount);
        writer.Raw(SchemaBytes.Span);
        writer.Int64Field(3, RowGroups.Sum(g => (long)g.Rows));
        writer.ListField(4, ThriftType.Struct, RowGroups.Count);
        rowGroupsAt = output.WrittenCount;
        foreach (var rowGroup in RowGroups)
        {
            writer.Raw(rowGroup.Bytes.Span);
        }

        if (_keyValues.Count > 0)
        {
            writer.ListField(5, ThriftType.Struct, _keyValues.Count);
            foreach (var (key, value) in _keyValues)
            {
                int outer = writer.BeginElement();
                writer.TextField(1, key);
                writer.TextField(2, value);
                writer.EndStruct(outer);
            }
        }

        writer.TextField(6, "ModelData version 1 (build 0)");
        WriteColumnOrders(ref writer);
        writer.Stop();
        int length = output.WrittenCount;
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), length);
        output.Advance(sizeof(int));
        output.Write(Magic);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Values are ordered as their types are: without this, readers ignore the ranges of columns.</summary>
    private void WriteColumnOrders(ref ThriftWriter writer)
    {
        writer.ListField(7, ThriftType.Struct, ElementCount - 1);
        for (int i = 1; i < ElementCount; i++)
        {
            int order = writer.BeginElement();
            int byType = writer.BeginStruct(1);
            writer.EndStruct(byType);
            writer.EndStruct(order);
        }
    }
}
