using System.Diagnostics;

namespace ModelData.Testing;

/// <summary>Waits for real input and output: a condition, a deadline, and a message that says what was waited for.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Asked again and again; must be cheap.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="message">What is waited for; evaluated only when the deadline passes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    public static Task IsTrueAsync(
        Func<bool> condition,
        TimeSpan deadline,
        Func<string> message,
        CancellationToken cancellationToken = default
    ) => IsTrueAsync(_ => ValueTask.FromResult(condition()), deadline, message, cancellationToken);

    /// <inheritdoc cref="IsTrueAsync(Func{bool}, TimeSpan, Func{string}, CancellationToken)"/>
    public static Task IsTrueAsync(
        Func<bool> condition,
        TimeSpan deadline,
        string message,
        CancellationToken cancellationToken = default
    ) => IsTrueAsync(condition, deadline, () => message, cancellationToken);

    /// <inheritdoc cref="IsTrueAsync(Func{bool}, TimeSpan, Func{string}, CancellationToken)"/>
    public static async Task IsTrueAsync(
        Func<CancellationToken, ValueTask<bool>> condition,
        TimeSpan deadline,
        Func<string> message,
        CancellationToken cancellationToken = default
    )
    {
        var watch = Stopwatch.StartNew();
        while (!await condition(cancellationToken))
        {
            if (watch.Elapsed > deadline)
            {
                throw new TimeoutException($"Not within {deadline.TotalSeconds:0.#} s: {message()}");
            }
            await Task.Delay(Interval, cancellationToken);
        }
    }

    /// <summary>Waits for a task, with a message in place of a bare timeout.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="message">What the task stands for.</param>
    /// <exception cref="TimeoutException">The deadline passed; the task goes on.</exception>
    public static async Task<T> CompletesAsync<T>(Task<T> task, TimeSpan deadline, Func<string> message)
    {
        try
        {
            return await task.WaitAsync(deadline);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Not within {deadline.TotalSeconds:0.#} s: {message()}");
        }
    }
}
