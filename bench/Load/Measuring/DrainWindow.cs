namespace ModelData.Bench.Load.Measuring;

/// <summary>The steady part of a drain.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="Rows">The rows that became visible in it.</param>
/// <param name="Used">Processor seconds of the processes in it.</param>
internal sealed record DrainWindow(double Seconds, long Rows, ProcessorTimes Used)
{
    public double RowsPerSecond => Rows / Seconds;

    public ProcessorTimes SecondsPerMillionRows => Used / (Rows / 1e6);
}
