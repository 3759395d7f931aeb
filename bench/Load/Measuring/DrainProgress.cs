using System.Diagnostics;

namespace ModelData.Bench.Load.Measuring;

/// <summary>
/// How many rows were visible when, and what the processes had used by then. The steady window leaves out the start of the process
/// and the end of the backlog, where the last partial buffers wait for their age. Thread-safe.
/// </summary>
internal sealed class DrainProgress(Func<ProcessorTimes> readProcessorTimes)
{
    private readonly Lock _gate = new();
    private readonly List<Sample> _samples = [];
    private readonly long _started = Stopwatch.GetTimestamp();

    private readonly record struct Sample(double Seconds, long Rows, ProcessorTimes Used);

    public long Rows
    {
        get
        {
            lock (_gate)
            {
                return _samples.Count == 0 ? 0 : _samples[^1].Rows;
            }
        }
    }

    /// <summary>Notes progress. Calls without any are ignored.</summary>
    public void Add(long rows)
    {
        double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        lock (_gate)
        {
            if (rows > (_samples.Count == 0 ? 0 : _samples[^1].Rows))
            {
                _samples.Add(new Sample(seconds, rows, readProcessorTimes()));
            }
        }
    }

    /// <summary>The steady part: from one share of all rows to another.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two samples in it.</exception>
    public DrainWindow Window(long fromRows, long toRows)
    {
        lock (_gate)
        {
            int first = _samples.FindIndex(sample => sample.Rows >= fromRows);
            int last = _samples.FindLastIndex(sample => sample.Rows <= toRows);
            if (first < 0 || last <= first)
            {
                throw new InvalidOperationException("The drain was too short to be measured: take a larger backlog.");
            }

            var (start, end) = (_samples[first], _samples[last]);
            return new DrainWindow(end.Seconds - start.Seconds, end.Rows - start.Rows, end.Used - start.Used);
        }
    }
}
