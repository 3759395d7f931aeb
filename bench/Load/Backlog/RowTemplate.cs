using System.Buffers;
using System.Buffers.Text;

namespace ModelData.Bench.Load.Backlog;

/// <summary>
/// The CSV rows of one batch, formatted once. The correlation id of each row is a number of fixed width, so that a copy with other
/// numbers costs a copy, and every row of a backlog can be told from every other.
/// </summary>
internal sealed class RowTemplate
{
    /// <summary>Where the number stands in a line: behind the timestamp and a comma.</summary>
    public const int RowIdOffset = 28;

    public const int RowIdLength = 10;

    private readonly byte[] _csv;
    private readonly int[] _rowStarts;

    private RowTemplate(byte[] csv, int[] rowStarts) => (_csv, _rowStarts) = (csv, rowStarts);

    public int Length => _csv.Length;

    public int Rows => _rowStarts.Length;

    /// <summary>Makes rows like those of a model: some columns are measured values of few digits, some are computed and have all.</summary>
    /// <param name="features">Numbers per row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="start">The time of the first row.</param>
    public static RowTemplate Create(int features, int rows, Random random, DateTimeOffset start)
    {
        var output = new ArrayBufferWriter<byte>(BacklogPlan.BatchBytes);
        var starts = new int[rows];
        var request = new byte[16];
        string rowId = new('0', RowIdLength);
        for (int row = 0; row < rows; row++)
        {
            starts[row] = output.WrittenCount;
            var writer = new CsvRowWriter(output);
            random.NextBytes(request);
            writer.WriteSystemColumns(start.AddMicroseconds(row * 137), rowId, new Guid(request));
            for (int feature = 0; feature < features; feature++)
            {
                writer.Write(Value(feature, random));
            }

            writer.EndRow();
            writer.Flush();
        }

        return new RowTemplate(output.WrittenSpan.ToArray(), starts);
    }

    /// <summary>How many rows make a batch of the usual size.</summary>
    public static int RowsPerBatch(int features, Random random)
    {
        const int Sample = 200;
        var sample = Create(features, Sample, random, DateTimeOffset.UnixEpoch);
        return Math.Max(1, BacklogPlan.BatchBytes / (sample.Length / Sample));
    }

    /// <summary>Copies the rows, numbered from <paramref name="firstRowId"/> on.</summary>
    public void Write(long firstRowId, Span<byte> destination)
    {
        _csv.CopyTo(destination);
        for (int row = 0; row < _rowStarts.Length; row++)
        {
            var field = destination.Slice(_rowStarts[row] + RowIdOffset, RowIdLength);
            Utf8Formatter.TryFormat(firstRowId + row, field, out _, new StandardFormat('D', RowIdLength));
        }
    }

    private static double Value(int feature, Random random) =>
        (feature % 5) switch
        {
            0 => Math.Round(random.NextDouble() * 100, 2),
            1 => random.NextDouble(),
            2 => random.Next(0, 100_000),
            3 => Math.Round((random.NextDouble() * 20) - 10, 4),
            _ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()),
        };
}
