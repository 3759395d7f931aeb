using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Replaying;

/// <summary>
/// Reads ranges of all partitions at the same time and writes what is in them, as a worker does; with a state store it goes on where it
/// was interrupted.
/// </summary>
internal sealed class HubReplay(
    IReadOnlyList<PartitionReplay> partitions,
    IReadOnlyDictionary<string, StateSaver> savers,
    ReplayBuffers buffers,
    TimeProvider time
)
{
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(5);

    public IReadOnlyList<PartitionReplay> Partitions => partitions;

    /// <summary>Reads the ranges, and waits until everything is written.</summary>
    /// <exception cref="ReplayException">It cannot be read or written.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var saving = SaveNowAndThenAsync(ending.Token);
        try
        {
            await ReadAsync(partition => partition.ReadAsync, cancellationToken);
            await buffers.DrainAsync(cancellationToken);
            ThrowIfOver();
        }
        finally
        {
            await ending.CancelAsync();
            await saving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await SaveAsync(cancellationToken);
    }

    /// <summary>Reads on to later sequence numbers, by partition id, behind a tally that only counts.</summary>
    public Task ReadOnAsync(IReadOnlyDictionary<string, long> ends, CancellationToken cancellationToken) =>
        ReadAsync(
            partition =>
                token =>
                    ends.TryGetValue(partition.Range.PartitionId, out long end)
                        ? partition.ReadOnAsync(end, token)
                        : Task.CompletedTask,
            cancellationToken
        );

    private async Task ReadAsync(
        Func<PartitionReplay, Func<CancellationToken, Task>> read,
        CancellationToken cancellationToken
    )
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tasks = partitions.Select(partition => read(partition)(reading.Token)).ToList();
        var running = new List<Task>(tasks) { buffers.Failure };
        try
        {
            // The first failure ends all: what others do behind it is in vain.
            while (running.Count > 1)
            {
                var ended = await Task.WhenAny(running);
                await ended;
                running.Remove(ended);
            }
        }
        finally
        {
            await reading.CancelAsync();
            await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await buffers.ProveAsync(cancellationToken);
        ThrowIfOver();
    }

    private void ThrowIfOver()
    {
        foreach (var partition in partitions)
        {
            partition.ThrowIfOver();
        }
    }

    private async Task SaveNowAndThenAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(SaveInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            // Also where nothing is written: what is not proven stays in memory.
            await buffers.TryProveAsync(cancellationToken);
            await SaveAsync(cancellationToken);
        }
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        foreach (var partition in partitions)
        {
            // Also without a store: what expired is forgotten when a position is saved.
            var intake = partition.Intake;
            if (savers.TryGetValue(partition.Range.PartitionId, out var saver))
            {
                await saver.SaveAsync(intake.Progress, cancellationToken);
            }
            else
            {
                _ = intake.Progress.Snapshot();
            }
        }
    }
}
