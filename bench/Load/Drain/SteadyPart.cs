using ModelData.Bench.Load.Measuring;

namespace ModelData.Bench.Load.Drain;

/// <summary>
/// The part of a drain that counts, alike for all contenders. At its start a process compiles its code; at its end storage works off
/// what is buffered while the hub has nothing left.
/// </summary>
internal static class SteadyPart
{
    private const double From = 0.05;
    private const double To = 0.90;

    public static DrainWindow Of(DrainProgress progress, long totalRows) =>
        progress.Window((long)(totalRows * From), (long)(totalRows * To));
}
