using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using ModelData.HubClient;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>Sends events of dead letters to a hub again. Thread-safe.</summary>
public sealed class LetterSender : IAsyncDisposable
{
    private readonly IHubSender _sender;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="connection">The connection; not closed with this.</param>
    public LetterSender(EventHubConnection connection)
        // The same letter sent again is the same event: there is nothing that retries could spoil.
        : this(new HubSender(connection, new EventHubsRetryOptions())) { }

    internal LetterSender(IHubSender sender) => _sender = sender;

    /// <summary>Sends an event.</summary>
    /// <param name="data">The event.</param>
    /// <param name="target">The partition, or a key: one of the two.</param>
    /// <exception cref="ArgumentException">The target has neither, or both.</exception>
    /// <exception cref="LetterRefusedException">The hub takes others, but not this one.</exception>
    public async Task SendAsync(EventData data, SendEventOptions target)
    {
        var place = (target.PartitionKey, target.PartitionId) switch
        {
            ({ } key, null) => SendTarget.ToKey(key),
            (null, { } partition) => SendTarget.ToPartition(partition),
            _ => throw new ArgumentException("An event goes to a partition, or to that of a key.", nameof(target)),
        };
        try
        {
            await _sender.SendAsync(data, place);
        }
        catch (HubException e)
            when (e.Reason is HubFailureReason.MessageSizeExceeded or HubFailureReason.InvalidArgument)
        {
            throw new LetterRefusedException(e.Message, e);
        }
    }

    /// <summary>Closes the links.</summary>
    public ValueTask DisposeAsync() => _sender.DisposeAsync();
}
