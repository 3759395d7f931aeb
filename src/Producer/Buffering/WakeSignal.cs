using System.Threading.Tasks.Sources;

namespace ModelData.Producer.Buffering;

/// <summary>An auto-reset event with one asynchronous waiter. Allocates nothing: a scoring thread sets it.</summary>
internal sealed class WakeSignal : IValueTaskSource
{
    private const int Unset = 0;
    private const int IsSet = 1;
    private const int HasWaiter = 2;

    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private int _state;

    /// <summary>Wakes the waiter, or the next one. Never runs the waiter's code.</summary>
    public void Set()
    {
        while (true)
        {
            int state = Volatile.Read(ref _state);
            int next = state == HasWaiter ? Unset : IsSet;
            if (Interlocked.CompareExchange(ref _state, next, state) == state)
            {
                if (state == HasWaiter)
                {
                    _source.SetResult(true);
                }
                return;
            }
        }
    }

    /// <summary>Waits until set; one caller at a time, who awaits the result at once.</summary>
    public ValueTask WaitAsync()
    {
        _source.Reset();
        if (Interlocked.CompareExchange(ref _state, HasWaiter, Unset) == Unset)
        {
            return new ValueTask(this, _source.Version);
        }
        Volatile.Write(ref _state, Unset);
        return ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _source.OnCompleted(continuation, state, token, flags);
}
