using Azure.Messaging.EventHubs;
using ModelData.HubClient;

namespace ModelData.Producer.Sending;

/// <summary>Tells of each request to a hub how it went.</summary>
/// <param name="sender">The sender.</param>
/// <param name="health">Who is told.</param>
internal sealed class WatchedSender(IHubSender sender, ConnectionHealth health) : IHubSender
{
    public Task<long> GetMaximumEventBytesAsync(CancellationToken cancellationToken) =>
        WatchAsync(() => sender.GetMaximumEventBytesAsync(cancellationToken));

    public Task<IReadOnlyList<string>> GetPartitionIdsAsync(CancellationToken cancellationToken) =>
        WatchAsync(() => sender.GetPartitionIdsAsync(cancellationToken));

    public Task SendAsync(EventData data, SendTarget target) =>
        WatchAsync(async () =>
        {
            await sender.SendAsync(data, target).ConfigureAwait(false);
            return true;
        });

    public ValueTask DisposeAsync() => sender.DisposeAsync();

    private async Task<T> WatchAsync<T>(Func<Task<T>> request)
    {
        health.Ask();
        T answer;
        try
        {
            answer = await request().ConfigureAwait(false);
        }
        catch (HubException failure) when (failure.Reason == HubFailureReason.MessageSizeExceeded)
        {
            // The link that says so is open.
            health.Answered();
            throw;
        }
        catch (HubException failure) when (failure.Reason != HubFailureReason.ClientClosed)
        {
            health.Failed(failure);
            throw;
        }
        catch
        {
            health.Left();
            throw;
        }
        health.Answered();
        return answer;
    }
}
