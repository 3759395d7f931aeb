namespace ModelData.Bench.Load.Backlog;

/// <summary>What is in the hub.</summary>
/// <param name="Events">Events.</param>
/// <param name="RowsPerEvent">Rows in each of them.</param>
/// <param name="Bytes">Bytes of their bodies.</param>
/// <param name="CsvBytes">The same before compression.</param>
internal sealed record FilledBacklog(long Events, int RowsPerEvent, long Bytes, long CsvBytes)
{
    /// <summary>Rows are numbered from 0 to below this.</summary>
    public long Rows => Events * RowsPerEvent;
}
