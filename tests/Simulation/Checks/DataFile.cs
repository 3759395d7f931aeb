using System.Globalization;
using System.Text;
using Parquet;

namespace ModelData.Simulation.Checks;

/// <summary>A row as a reader of a file sees it.</summary>
internal readonly record struct FileRow(int Partition, long Number);

/// <summary>Reads data files, without the engine's code.</summary>
internal static class DataFile
{
    public static bool IsParquet(string name) => name.EndsWith(".parquet", StringComparison.Ordinal);

    public static List<FileRow> Read(string name, byte[] file) => IsParquet(name) ? ReadParquet(file) : ReadCsv(file);

    private static List<FileRow> ReadCsv(byte[] file)
    {
        string[] lines = Encoding.UTF8.GetString(file).Split('\n');
        return lines[^1].Length > 0
            ? throw new InvalidDataException("the last line does not end")
            : [.. lines[1..^1].Select(ReadLine)];
    }

    private static FileRow ReadLine(string line)
    {
        string[] values = line.Split(',');
        return new FileRow(
            int.Parse(values[^2], CultureInfo.InvariantCulture),
            long.Parse(values[^1], CultureInfo.InvariantCulture)
        );
    }

    private static List<FileRow> ReadParquet(byte[] file)
    {
        var reading = ReadParquetAsync(file);
        return reading.IsCompleted
            ? reading.GetAwaiter().GetResult()
            : throw new InvalidOperationException("memory is read at once");
    }

    private static async Task<List<FileRow>> ReadParquetAsync(byte[] file)
    {
        var rows = new List<FileRow>();
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(file));
        var fields = reader.Schema.DataFields;
        for (int i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var partitions = new int?[group.RowCount];
            var numbers = new long?[group.RowCount];
            await group.ReadAsync<int>(fields[^2], partitions);
            await group.ReadAsync<long>(fields[^1], numbers);
            rows.AddRange(partitions.Zip(numbers, (partition, number) => new FileRow(partition!.Value, number!.Value)));
        }

        return rows;
    }
}
