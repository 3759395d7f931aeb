using System.Globalization;

namespace ModelData.Containers.Rows;

/// <summary>What the sender says that Event Hubs has acknowledged: rows 0 to a number, exclusive, of each of its streams.</summary>
internal static class Acknowledgements
{
    private const string Word = "acknowledged ";

    public static IReadOnlyDictionary<string, long> Read(string log)
    {
        var rows = new Dictionary<string, long>();
        foreach (string line in log.Split('\n'))
        {
            if (
                line.StartsWith(Word, StringComparison.Ordinal)
                && line[Word.Length..].Trim().Split(' ') is [var stream, var count]
            )
            {
                rows[stream] = Math.Max(
                    rows.GetValueOrDefault(stream),
                    long.Parse(count, CultureInfo.InvariantCulture)
                );
            }
        }

        return rows;
    }
}
