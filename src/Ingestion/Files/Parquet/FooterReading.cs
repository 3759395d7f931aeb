using System.Text;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>Takes a footer apart.</summary>
internal static class FooterReading
{
    public sealed record Parts(
        ReadOnlyMemory<byte> SchemaBytes,
        int ElementCount,
        RowGroupEntry[] RowGroups,
        SortedDictionary<string, string> KeyValues
    );

    /// <summary>Reads the struct; <see langword="null"/> when it is damaged, or holds what a footer of ours never holds, for example keys.</summary>
    public static Parts? TryRead(ReadOnlyMemory<byte> bytes)
    {
        ThriftReader reader = new(bytes.Span);
        ReadOnlyMemory<byte>? schema = null;
        int elementCount = 0;
        long rows = -1;
        RowGroupEntry[]? rowGroups = null;
        SortedDictionary<string, string> keyValues = new(StringComparer.Ordinal);
        int id = 0;
        while (reader.TryReadField(ref id, out var type))
        {
            switch (id, type)
            {
                case (2, ThriftType.List) when schema is null:
                    schema = ReadSchema(ref reader, bytes, out elementCount);
                    break;
                case (3, ThriftType.Int64):
                    rows = reader.ReadInt64();
                    break;
                case (4, ThriftType.List) when rowGroups is null:
                    rowGroups = ReadRowGroups(ref reader, bytes);
                    if (rowGroups is null)
                    {
                        return null;
                    }

                    break;
                case (5, ThriftType.List):
                    ReadKeyValues(ref reader, keyValues);
                    break;
                case (1 or 6 or 7, _):
                    reader.Skip(type);
                    break;
                default:
                    return null;
            }
        }

        bool isWhole = !reader.IsBroken && reader.Position == bytes.Length;
        return isWhole && schema is { } found && rowGroups?.Sum(g => (long)g.Rows) == rows
            ? new Parts(found, elementCount, rowGroups, keyValues)
            : null;
    }

    private static ReadOnlyMemory<byte> ReadSchema(ref ThriftReader reader, ReadOnlyMemory<byte> bytes, out int count)
    {
        count = reader.ReadListHeader(out var element);
        int start = reader.Position;
        for (int i = 0; i < count && !reader.IsBroken; i++)
        {
            reader.Skip(element);
        }

        return bytes[start..reader.Position];
    }

    private static RowGroupEntry[]? ReadRowGroups(ref ThriftReader reader, ReadOnlyMemory<byte> bytes)
    {
        int count = reader.ReadListHeader(out var element);
        List<RowGroupEntry> rowGroups = [];
        for (int i = 0; i < count; i++)
        {
            if (element != ThriftType.Struct || RowGroupEntry.TryRead(ref reader, bytes) is not { } rowGroup)
            {
                return null;
            }

            rowGroups.Add(rowGroup);
        }

        return [.. rowGroups];
    }

    private static void ReadKeyValues(ref ThriftReader reader, SortedDictionary<string, string> keyValues)
    {
        int count = reader.ReadListHeader(out var element);
        for (int i = 0; i < count && !reader.IsBroken; i++)
        {
            if (element != ThriftType.Struct)
            {
                reader.Skip(element);
                continue;
            }

            string key = "";
            string value = "";
            int id = 0;
            while (reader.TryReadField(ref id, out var type))
            {
                switch (id, type)
                {
                    case (1, ThriftType.Binary):
                        key = Encoding.UTF8.GetString(reader.ReadBinary());
                        break;
                    case (2, ThriftType.Binary):
                        value = Encoding.UTF8.GetString(reader.ReadBinary());
                        break;
                    default:
                        reader.Skip(type);
                        break;
                }
            }

            keyValues[key] = value;
        }
    }
}
