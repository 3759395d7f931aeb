using ModelData.Testing;
using ParquetSharp;

namespace ModelData.Crash.Tests.Files;

/// <summary>Reads the rows of a Parquet file with a library that shares no code with the worker: every value of every column.</summary>
internal static class ParquetRows
{
    private static readonly string[] Columns = ["$Timestamp", "$CorrelationId", "$RequestId", "stream", "number"];

    /// <summary>Reads what can be read.</summary>
    /// <param name="content">The file.</param>
    /// <param name="damage">Takes what is wrong with it.</param>
    public static List<FileRow> Read(BinaryData content, List<string> damage)
    {
        var rows = new List<FileRow>();
        try
        {
            using var stream = content.ToStream();
            using var reader = new ParquetFileReader(stream);
            for (int group = 0; group < reader.FileMetaData.NumRowGroups; group++)
            {
                using var rowGroup = reader.RowGroup(group);
                rows.AddRange(Read(rowGroup));
            }

            string[] columns =
            [
                .. Enumerable.Range(0, Columns.Length).Select(reader.FileMetaData.Schema.Column).Select(c => c.Name),
            ];
            if (!columns.SequenceEqual(Columns))
            {
                damage.Add($"columns {string.Join(',', columns)}");
            }
        }
        // Values that are none, times among them, are damage as well: the library lets them through to whoever makes something of them.
        catch (Exception e)
            when (e
                    is ParquetException
                        or InvalidDataException
                        or NotSupportedException
                        or ArgumentException
                        or OverflowException
            )
        {
            damage.Add($"does not read: {e.Message}");
        }

        return rows;
    }

    private static IEnumerable<FileRow> Read(RowGroupReader rowGroup)
    {
        int count = checked((int)rowGroup.MetaData.NumRows);
        All<DateTime?>(rowGroup, 0, count);
        All<string?>(rowGroup, 1, count);
        All<string?>(rowGroup, 2, count);
        string?[] streams = All<string?>(rowGroup, 3, count);
        long?[] numbers = All<long?>(rowGroup, 4, count);
        for (int i = 0; i < count; i++)
        {
            yield return new FileRow(
                streams[i] ?? throw new InvalidDataException("a row without a stream"),
                numbers[i] ?? throw new InvalidDataException("a row without a number")
            );
        }
    }

    private static T[] All<T>(RowGroupReader rowGroup, int column, int count)
    {
        using var physical = rowGroup.Column(column);
        using var logical = physical.LogicalReader<T>();
        T[] values = logical.ReadAll(count);
        return values.Length == count
            ? values
            : throw new InvalidDataException($"column {column} has {values.Length} of {count} values");
    }
}
