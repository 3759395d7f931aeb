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

    public int RowCount { get; set; }
}
