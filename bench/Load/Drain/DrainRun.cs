using ModelData.Bench.Load.Measuring;

namespace ModelData.Bench.Load.Drain;

/// <summary>One contender's drain.</summary>
/// <param name="Contender">Its name.</param>
/// <param name="Window">The steady part.</param>
/// <param name="PeakMemoryBytes">The largest resident set of its process.</param>
/// <param name="Audit">What is in the blobs, where it was read.</param>
internal sealed record DrainRun(string Contender, DrainWindow Window, long PeakMemoryBytes, RowAudit? Audit)
{
    public double RowsPerSecond => Window.RowsPerSecond;

    public override string ToString()
    {
        var used = Window.SecondsPerMillionRows;
        return $"{Contender, -18} {RowsPerSecond, 12:N0} rows/s over {Window.Seconds, 5:N1} s; processor seconds per million rows: "
            + $"{used.Contender:N2} own, {used.Broker:N2} broker, {used.Azurite:N2} Azurite; peak {PeakMemoryBytes >> 20} MB"
            + (Audit is null ? "" : $"; lost {Audit.Lost}, doubled {Audit.Doubled}, out of order {Audit.OutOfOrder}");
    }
}
