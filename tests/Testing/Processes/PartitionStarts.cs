using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ModelData.Testing;

/// <summary>When a worker began to read which partition, as it prints it. Thread-safe.</summary>
public sealed partial class PartitionStarts
{
    private readonly ConcurrentDictionary<string, long> _startedAt = new();

    /// <summary>Takes a line of the worker's output: for <see cref="WorkerOptions.OnLine"/>.</summary>
    public void Read(string line)
    {
        if (StartLine().Match(line) is { Success: true } match)
        {
            _startedAt[match.Groups[1].Value] = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Waits until some workers have begun to read so many partitions since a moment.</summary>
    /// <param name="workers">Those that take over.</param>
    /// <param name="since">The moment, of <see cref="Stopwatch"/>.</param>
    /// <param name="partitions">How many partitions.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="message">What else to say when the deadline passes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The time from the moment until the last of them was read.</returns>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    public static async Task<TimeSpan> TakenOverAsync(
        IReadOnlyCollection<PartitionStarts> workers,
        long since,
        int partitions,
        TimeSpan deadline,
        Func<string> message,
        CancellationToken cancellationToken = default
    )
    {
        List<long> first = [];
        await Eventually.IsTrueAsync(
            () =>
            {
                first =
                [
                    .. workers
                        .SelectMany(worker => worker._startedAt)
                        .Where(start => start.Value >= since)
                        .GroupBy(start => start.Key)
                        .Select(starts => starts.Min(start => start.Value)),
                ];
                return first.Count >= partitions;
            },
            deadline,
            () => $"{partitions} partitions to be taken over, {first.Count} are:\n{message()}",
            cancellationToken
        );
        return first.Count == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(since, first.Max());
    }

    [GeneratedRegex(@"Partition (\d+) starts behind")]
    private static partial Regex StartLine();
}
