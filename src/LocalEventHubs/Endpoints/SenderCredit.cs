using Amqp;
using Amqp.Listener;

namespace ModelData.LocalEventHubs.Endpoints;

/// <summary>
/// How many messages a sending client may have on the way to the disk: a budget in bytes, divided by the size of what it sends.
/// AMQP counts messages only, and a fixed number of them would be too few small or too many large ones. Thread-safe.
/// </summary>
internal sealed class SenderCredit(ListenerLink link)
{
    /// <summary>What a client gets before anything is known about its messages.</summary>
    public const int Initial = 16;

    private const int MostBudgetBytes = 16 * 1024 * 1024;
    private const int LeastBudgetBytes = 1024 * 1024;
    private const int AllBudgetBytes = 128 * 1024 * 1024;
    private const int Least = 2;
    private const int Most = 1000;

    // Beyond this the peer ignores its credit.
    private const long MostInFlightBytes = 8L * MostBudgetBytes;

    private static int _links;

    private readonly Lock _gate = new();
    private int _granted = Initial;
    private int _inFlight;
    private long _inFlightBytes;
    private int _averageBytes;

    /// <summary>Call when the link is attached, and <see cref="OnClosed"/> when it is gone: links share one budget.</summary>
    public static void OnAttached() => Interlocked.Increment(ref _links);

    public static void OnClosed() => Interlocked.Decrement(ref _links);

    /// <summary>Takes note of a message that arrived.</summary>
    /// <returns><see langword="false"/> when the client overruns what it was granted.</returns>
    public bool TryAdd(int bytes)
    {
        lock (_gate)
        {
            _averageBytes = _averageBytes == 0 ? bytes : ((_averageBytes * 7) + bytes) / 8;
            _granted--;
            _inFlight++;
            _inFlightBytes += bytes;
            return _inFlightBytes <= MostInFlightBytes;
        }
    }

    /// <summary>Takes note of a message that is decided, and grants more when it is time.</summary>
    public void Remove(int bytes)
    {
        int grant;
        lock (_gate)
        {
            _inFlight--;
            _inFlightBytes -= bytes;
            int target = Math.Clamp(GetBudgetBytes() / Math.Max(_averageBytes, 1), Least, Most) - _inFlight;
            if (target < 1 || _granted > target / 2)
            {
                return;
            }

            grant = target;
            _granted = target;
        }

        try
        {
            link.SetCredit(grant, drain: false, autoRestore: false);
        }
        catch (AmqpException)
        {
            // The link is being detached: nobody needs the credit.
        }
    }

    private static int GetBudgetBytes() =>
        Math.Clamp(AllBudgetBytes / Math.Max(Volatile.Read(ref _links), 1), LeastBudgetBytes, MostBudgetBytes);
}
