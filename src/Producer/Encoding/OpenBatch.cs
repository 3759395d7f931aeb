using System.Diagnostics;

namespace ModelData.Producer.Encoding;

/// <summary>Rows of one collector, one day and one set of types that still take others.</summary>
/// <param name="day">The UTC day.</param>
/// <param name="openedAt">The clock's timestamp of the first row: the linger starts here.</param>
/// <param name="types">The types of their columns.</param>
internal sealed class OpenBatch(DateOnly day, long openedAt, ColumnTypes types)
{
    public ColumnTypes Types { get; } = types;

    public DateOnly Day { get; } = day;

    public long OpenedAt { get; } = openedAt;

    public PooledBuffer Rows { get; } = new();

    public int RowCount { get; private set; }

    /// <summary>The activities in which the rows were collected; null where none is known.</summary>
    public TraceLinks? Traces { get; private set; }

    /// <summary>Counts a row.</summary>
    /// <param name="trace">The activity in which it was collected; the default one where none is known.</param>
    public void Count(in ActivityContext trace)
    {
        if (Traces is null && trace != default)
        {
            Traces = new TraceLinks();
            if (RowCount > 0)
            {
                // Those before have none.
                Traces.Add(default);
            }
        }
        Traces?.Add(trace);
        RowCount++;
    }
}
