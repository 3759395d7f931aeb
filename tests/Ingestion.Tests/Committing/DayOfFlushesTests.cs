using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Committing;

/// <summary>
/// A flush a second for a day, and a year of late rows to one day: what it costs does not grow with the file.
/// <c>MODELDATA_DAY_FLUSHES</c> sets the number of flushes (default 600; a day has 86,400).
/// </summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class DayOfFlushesTests(ITestOutputHelper output)
{
    private const int FlushesPerDay = 86_400;
    private const int MostBlocks = 1000;

    [Theory]
    [InlineData("csv", 100, 3.0)]
    [InlineData("parquet", 100, 6.0)]
    [InlineData("parquet", 1000, 3.0)]
    public async Task TryCommit_AFlushASecondForADay_CostsAsMuchAtItsEnd(
        string format,
        int rowsPerFlush,
        double mostUploads
    )
    {
        // Larger flushes make a day of so many rows that a test cannot wait for them: as many rows as in a day of small ones.
        int flushes = Flushes(FlushesPerDay * 100 / rowsPerFlush);
        int hour = flushes / 24;
        var day = new GrowingFile(format);
        for (int i = 0; i < flushes - hour; i++)
        {
            await day.FlushAsync(rowsPerFlush);
        }

        (double first, double last) = await MeasureAsync(day, new GrowingFile(format), hour, rowsPerFlush);
        double uploads = await day.ReportAsync(output);
        output.WriteLine(
            $"median of a commit: {first:F3} ms in the first hour, {last:F3} ms in the last: {last / first:F2} times"
        );
        Assert.InRange(day.MostBlocks, 1, MostBlocks);
        Assert.InRange(uploads, 1, mostUploads);
        Assert.InRange(last, 0, 2 * first);
    }

    [Theory]
    [InlineData("csv", 3.0)]
    [InlineData("parquet", 6.0)]
    public async Task TryCommit_AYearOfLateRowsUnderANewWriterEachDay_StaysOneSoundFile(
        string format,
        double mostUploads
    )
    {
        const int RowsPerFlush = 100;
        int flushes = Flushes(365 * 24);
        var file = new GrowingFile(format);
        for (int i = 0; i < flushes; i++)
        {
            if (i % 24 == 0)
            {
                file.ChangeWriter();
            }

            await file.FlushAsync(RowsPerFlush);
        }

        double uploads = await file.ReportAsync(output);
        output.WriteLine($"bytes read back: {file.Reads:F2} times what was uploaded");
        Assert.InRange(file.MostBlocks, 1, MostBlocks);
        Assert.InRange(uploads, 1, mostUploads);
        Assert.InRange(file.Reads, 0, 1);
    }

    private static int Flushes(int most) => Math.Min(most, TestSize.Read("MODELDATA_DAY_FLUSHES") ?? 600);

    /// <summary>
    /// The medians of a commit in the first hour of <paramref name="young"/> and in the last of <paramref name="day"/>, one after the other in turn:
    /// whatever else runs on the machine weighs on both alike.
    /// </summary>
    private static async Task<(double First, double Last)> MeasureAsync(
        GrowingFile day,
        GrowingFile young,
        int flushes,
        int rowsPerFlush
    )
    {
        // A file of a few flushes has hardly a block to merge.
        for (int i = 0; i < flushes / 4; i++)
        {
            await young.FlushAsync(rowsPerFlush);
        }

        double[] first = new double[flushes];
        double[] last = new double[flushes];
        for (int i = 0; i < flushes; i++)
        {
            first[i] = await young.FlushAsync(rowsPerFlush);
            last[i] = await day.FlushAsync(rowsPerFlush);
        }

        return (Median(first), Median(last));
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
