using ModelData.Crash.Tests.Files;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Rig;

/// <summary>The rows that the files of one format hold.</summary>
internal sealed class RowCounts
{
    private readonly Dictionary<string, Dictionary<long, int>> _rows = [];

    public long RowCount { get; private set; }

    /// <summary>Rows behind one of the same stream and file that was sent later.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>What no file may hold.</summary>
    public List<string> Damage { get; } = [];

    /// <summary>The rows of files of several formats together.</summary>
    public static RowCounts Sum(IEnumerable<RowCounts> formats)
    {
        var sum = new RowCounts();
        foreach (var format in formats)
        {
            sum.RowCount += format.RowCount;
            sum.OutOfOrder += format.OutOfOrder;
            sum.Damage.AddRange(format.Damage);
            foreach (var (stream, rows) in format._rows)
            {
                var numbers = sum.Numbers(stream);
                foreach (var (number, count) in rows)
                {
                    numbers[number] = numbers.GetValueOrDefault(number) + count;
                }
            }
        }

        return sum;
    }

    /// <summary>Acknowledged rows that are not there.</summary>
    public long Lost(IEnumerable<RowStream> streams) =>
        streams.Sum(stream => stream.Acknowledged - Rows(stream).Keys.Count(number => number < stream.Acknowledged));

    /// <summary>Rows that are there more than once, counted by their copies.</summary>
    public long Doubled(IEnumerable<RowStream> streams) =>
        streams.Sum(stream => Rows(stream).Values.Sum(count => count - 1L));

    public void Add(string blob, IEnumerable<FileRow> rows, IEnumerable<string> damage)
    {
        Damage.AddRange(damage.Select(problem => $"{blob}: {problem}"));
        var last = new Dictionary<string, long>();
        foreach (var row in rows)
        {
            OutOfOrder += last.TryGetValue(row.Stream, out long previous) && row.Number <= previous ? 1 : 0;
            last[row.Stream] = row.Number;
            var numbers = Numbers(row.Stream);
            numbers[row.Number] = numbers.GetValueOrDefault(row.Number) + 1;
            RowCount++;
        }
    }

    private Dictionary<long, int> Numbers(string stream)
    {
        if (!_rows.TryGetValue(stream, out var numbers))
        {
            _rows[stream] = numbers = [];
        }

        return numbers;
    }

    private Dictionary<long, int> Rows(RowStream stream) => _rows.GetValueOrDefault(stream.Name) ?? [];
}
