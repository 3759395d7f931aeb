namespace ModelData.EventHubs.Receiving;

/// <summary>
/// Decides how many events to ask for, so that what is buffered and under way stays within a number of bytes and of events. The
/// wire counts events, so bytes are estimated from the largest recent event: it is believed at once, and forgotten by an eighth
/// with each smaller one. Not thread-safe.
/// </summary>
internal sealed class CreditPolicy(long maximumBytes, int maximumCount)
{
    // The service's largest event. Starting with it, nothing is asked for that might not fit.
    private const double FirstGuessBytes = 1024 * 1024;
    private const double Forgetting = 1.0 / 8;

    private double _expectedBytes = FirstGuessBytes;

    /// <summary>The size that the next event is assumed to have.</summary>
    public double ExpectedBytes => _expectedBytes;

    public void OnReceived(long bytes) =>
        _expectedBytes = Math.Max(bytes, _expectedBytes - ((_expectedBytes - bytes) * Forgetting));

    /// <summary>How many events to ask for now.</summary>
    /// <param name="underWay">Asked for and not yet received.</param>
    /// <param name="bufferedCount">Received and not yet handed out.</param>
    /// <param name="bufferedBytes">Their bytes.</param>
    public int GetGrant(int underWay, int bufferedCount, long bufferedBytes)
    {
        double window = Math.Clamp(maximumBytes / Math.Max(_expectedBytes, 1), 1, maximumCount);
        double byBytes = ((maximumBytes - bufferedBytes) / Math.Max(_expectedBytes, 1)) - underWay;
        int byCount = maximumCount - bufferedCount - underWay;
        int grant = (int)Math.Min(byBytes, byCount);
        if (grant <= 0)
        {
            // One event of any size must get through an empty buffer.
            return underWay == 0 && bufferedCount == 0 ? 1 : 0;
        }

        // Flow frames cost: half a window at a time, unless the stream would stand still.
        return grant >= window / 2 || underWay == 0 ? grant : 0;
    }
}
