using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Buffering;

/// <summary>
/// The columns of events in the order of the file that their rows go to: names and order are the file's, types the event's. Remembers them, since building a
/// schema for each event would cost more than its rows. Not thread-safe.
/// </summary>
internal sealed class OrderedSchemas
{
    private const int MostKept = 256;

    private readonly Dictionary<(FeatureSchema Rows, FeatureSchema File), FeatureSchema?> _known = [];

    /// <summary>Finds the columns.</summary>
    /// <param name="rows">The columns of an event.</param>
    /// <param name="file">The columns of its file.</param>
    /// <returns><paramref name="rows"/> itself where the order is the same; <see langword="null"/> when the names differ.</returns>
    public FeatureSchema? Find(FeatureSchema rows, FeatureSchema file)
    {
        if (ReferenceEquals(rows, file) || rows.HeaderLine.Span.SequenceEqual(file.HeaderLine.Span))
        {
            return rows;
        }

        if (!_known.TryGetValue((rows, file), out var ordered))
        {
            if (_known.Count >= MostKept)
            {
                _known.Clear();
            }

            _known[(rows, file)] = ordered = rows.InOrderOf(file.HeaderLine.Span);
        }

        return ordered;
    }

    /// <summary>
    /// The columns in whose types rows are encoded: those of the file where the rows only do not know them, so that they need not be encoded again when they
    /// are committed; else their own.
    /// </summary>
    /// <param name="rows">The columns of the rows, in the order of the file.</param>
    /// <param name="file">The columns of the file.</param>
    public FeatureSchema FormOf(FeatureSchema rows, FeatureSchema file) =>
        rows.HasUntyped && ColumnOrder.Map(rows, file) is not null && HaveSameExactTypes(rows, file) ? file : rows;

    private static bool HaveSameExactTypes(FeatureSchema rows, FeatureSchema file) =>
        rows.Columns.Zip(file.Columns).All(pair => pair.First.IsUntyped || pair.First.Exact == pair.Second.Exact);
}
