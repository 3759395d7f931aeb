using ModelData.HubClient;

namespace ModelData.Producer.Sending;

/// <summary>
/// Opens the link to a hub before there are rows for it, so that what is wrong with it shows at the start, and goes on trying until it is open. Without it an
/// application that is asked for no prediction would not know.
/// </summary>
internal static class ConnectionOpener
{
    /// <summary>Tries until the hub has answered. Never throws.</summary>
    /// <param name="sender">A sender that tells <paramref name="health"/>.</param>
    /// <param name="health">What is known of the connection.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="end">Ends it.</param>
    public static async Task RunAsync(
        IHubSender sender,
        ConnectionHealth health,
        TimeProvider clock,
        CancellationToken end
    )
    {
        TimeSpan pause = ProducerDefaults.ShortestConnectPause;
        while (!health.HasAnswered && !end.IsCancellationRequested)
        {
            try
            {
                // A limit is asked for, but not taken over: batches learn theirs from the link that they are sent on.
                await sender.GetMaximumEventBytesAsync(end).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // What matters of it was said.
            catch (Exception)
#pragma warning restore CA1031
            {
                try
                {
                    await Task.Delay(pause * (0.8 + (0.4 * Random.Shared.NextDouble())), clock, end)
                        .ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                pause =
                    pause * 2 < ProducerDefaults.LongestConnectPause ? pause * 2 : ProducerDefaults.LongestConnectPause;
            }
        }
    }
}
