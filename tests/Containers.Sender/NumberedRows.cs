using ModelData.Producer;

namespace ModelData.Containers.Sender;

/// <summary>
/// The rows of one model: <c>stream,number</c>. Each start of the program is a stream of its own, so that a killed one leaves rows that may be there,
/// and none that
/// could be mistaken for another's.
/// </summary>
internal static class NumberedRows
{
    private const int RowsPerFlush = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastFlush = TimeSpan.FromSeconds(20);
    private static readonly string[] Features = ["stream", "number"];

    /// <summary>Collects and flushes until stopped; prints <c>acknowledged STREAM ROWS</c> after each flush: these must be in the files once.</summary>
    /// <exception cref="InvalidOperationException">Rows were dropped or given up.</exception>
    public static async Task SendAsync(string model, CancellationToken stopping)
    {
        // An outage of any length only takes time.
        var options = new ModelDataCollectorOptions
        {
            GiveUpAfter = TimeSpan.FromHours(12),
            CloseTimeout = TimeSpan.Zero,
        };
        await using var collector = new ModelDataCollector(model, "rows", Features, options: options);
        string stream = $"{model}-{Guid.NewGuid():N}";
        for (long number = 0; !stopping.IsCancellationRequested; )
        {
            for (int i = 0; i < RowsPerFlush; i++)
            {
                collector.Collect<object>([stream, number++]);
            }

            var flush = await FlushAsync(collector, stopping);
            if (flush.Status == FlushStatus.Lost)
            {
                throw new InvalidOperationException(
                    $"{flush.LostRows} rows of {stream} were lost before they were sent."
                );
            }

            if (flush.IsAccepted)
            {
                Console.WriteLine($"acknowledged {stream} {number}");
            }

            await Task.Delay(Pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<FlushResult> FlushAsync(ModelDataCollector collector, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource();
        await using var started = stopping.UnsafeRegister(
            static patience => ((CancellationTokenSource)patience!).CancelAfter(LastFlush),
            patience
        );
        return await collector.FlushAsync(Timeout.InfiniteTimeSpan, patience.Token);
    }
}
