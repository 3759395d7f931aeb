using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace ModelData.Simulation;

/// <summary>
/// What calls of the engine become that would leave its process for the thread pool. Each does what the original does, on the process that runs.
/// </summary>
public static class TaskShims
{
    public static Task Run(Func<Task> work) => SimulatedProcess.Running.Start(work);

    public static Task CancelAsync(CancellationTokenSource source) => SimulatedProcess.Running.Start(source.Cancel);

    public static ParallelOptions CreateParallelOptions() => new() { TaskScheduler = SimulatedProcess.Running };

    /// <summary>Continuations run on the scheduler that they captured: nothing has to be said about how.</summary>
    public static TaskCompletionSource CreateSource(TaskCreationOptions options) =>
        new(options & ~TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc cref="CreateSource"/>
    public static TaskCompletionSource<T> CreateSourceOf<T>(TaskCreationOptions options) =>
        new(options & ~TaskCreationOptions.RunContinuationsAsynchronously);

    public static async IAsyncEnumerable<T> ReadAllAsync<T>(
        ChannelReader<T> reader,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        while (await WaitToReadAsync(reader, cancellationToken))
        {
            while (reader.TryRead(out var item))
            {
                yield return item;
            }
        }
    }

    /// <summary>A semaphore's own tasks run their continuations on the pool where a wait is cancelled.</summary>
    public static async Task WaitAsync(SemaphoreSlim semaphore, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entered = new TaskCompletionSource();
        using var registration = cancellationToken.Register(() => entered.TrySetCanceled(cancellationToken));
        _ = EnterAsync();
        await entered.Task;

        async Task EnterAsync()
        {
            await semaphore.WaitAsync(CancellationToken.None);
            if (!entered.TrySetResult())
            {
                semaphore.Release();
            }
        }
    }

    // A cancelled wait of a channel is completed by the pool.
    private static async Task<bool> WaitToReadAsync<T>(ChannelReader<T> reader, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var ready = new TaskCompletionSource<bool>();
        using var registration = cancellationToken.Register(() => ready.TrySetCanceled(cancellationToken));
        _ = WaitAsync();
        return await ready.Task;

        async Task WaitAsync() => ready.TrySetResult(await reader.WaitToReadAsync(CancellationToken.None));
    }
}
