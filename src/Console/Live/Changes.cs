namespace ModelData.Console.Live;

/// <summary>Tells whoever looks that something is new: no more than that, they ask what it is. Thread-safe.</summary>
internal sealed class Changes
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = New();

    /// <summary>How often something was new.</summary>
    public long Version { get; private set; }

    /// <summary>Says that something is new.</summary>
    public void Announce()
    {
        TaskCompletionSource waited;
        lock (_lock)
        {
            Version++;
            (waited, _next) = (_next, New());
        }
        waited.SetResult();
    }

    /// <summary>Waits until something is new since a version.</summary>
    public Task WaitAsync(long version)
    {
        lock (_lock)
        {
            return Version > version ? Task.CompletedTask : _next.Task;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
