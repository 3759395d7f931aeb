using System.Diagnostics;
using System.Globalization;

namespace ModelData.Bench.Load.Wire;

/// <summary>Counts messages of one peer from the end of its warm-up on, until the time is up. Thread-safe.</summary>
internal sealed class WireMeter(TimeSpan measured)
{
    public const string ResultPrefix = "messages per second ";

    /// <summary>Links are attached, windows are open, and code is compiled for the second time: until then that takes a fifth of the time.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    private readonly long _started = Stopwatch.GetTimestamp();
    private long _counted;
    private long _first;
    private long _last;

    public bool IsOver => Stopwatch.GetElapsedTime(_started) > WarmUp + measured;

    /// <summary>Messages that were sent and acknowledged, or received.</summary>
    public void Count(int messages)
    {
        if (Stopwatch.GetElapsedTime(_started) < WarmUp)
        {
            return;
        }

        long now = Stopwatch.GetTimestamp();
        if (Interlocked.CompareExchange(ref _first, now, 0) == 0)
        {
            // The first ones took an unknown time: they start the clock.
            return;
        }

        Interlocked.Add(ref _counted, messages);
        Interlocked.Exchange(ref _last, now);
    }

    public void Print()
    {
        double perSecond = _counted / Math.Max(1e-3, Stopwatch.GetElapsedTime(_first, _last).TotalSeconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ResultPrefix}{perSecond:F1}"));
    }
}
