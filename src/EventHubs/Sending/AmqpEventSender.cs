using System.Collections.Concurrent;
using Amqp;
using ModelData.EventHubs.Amqp;
using ModelData.EventHubs.Retrying;

namespace ModelData.EventHubs.Sending;

/// <summary>Sends over one link per address: the hub, and each partition that is named.</summary>
internal sealed class AmqpEventSender(AmqpConnector connector, OperationRetry retry) : IEventSender
{
    // What an envelope needs at least: the official SDK's lower limit of a caller's limit.
    private const long SmallestLimit = 24;

    // More than the sections around the body of any sensible event need; above it the exact size is computed.
    private const int SectionReserve = 4096;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, SenderChannelSource> _sources = new(StringComparer.Ordinal);
    private readonly string _identifier = Guid.NewGuid().ToString("N");
    private volatile bool _disposed;

    public async ValueTask<long> GetMaximumMessageBytesAsync(SendTarget target, CancellationToken cancellationToken)
    {
        SenderChannelSource source = GetSource(target);
        return await retry
            .RunAsync(
                static async (source, token) => (await source.GetAsync(token).ConfigureAwait(false)).MaximumBytes,
                source,
                target.PartitionId,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    public async ValueTask<EventBatch> CreateBatchAsync(
        SendTarget target,
        long? maximumBytes,
        CancellationToken cancellationToken
    )
    {
        long limit = await GetMaximumMessageBytesAsync(target, cancellationToken).ConfigureAwait(false);
        if (maximumBytes is { } wanted)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(wanted, SmallestLimit, nameof(maximumBytes));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(wanted, limit, nameof(maximumBytes));
            limit = wanted;
        }

        return new AmqpEventBatch(this, target, limit);
    }

    public Task SendAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch is not AmqpEventBatch own || own.Owner != this)
        {
            throw new ArgumentException("The batch was created by another sender.", nameof(batch));
        }

        if (own.Count == 0)
        {
            throw new ArgumentException("The batch is empty.", nameof(batch));
        }

        return SendAsync(own.ToMessage(), own.SizeBytes, own.Target, cancellationToken);
    }

    public Task SendAsync(EventData eventData, SendTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        Message message = EventEncoder.ToMessage(eventData, target.PartitionKey);
        return SendAsync(message, eventData.Body.Length, target, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        foreach (SenderChannelSource source in _sources.Values)
        {
            await source.CloseAsync(CloseTimeout).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(Message message, long size, SendTarget target, CancellationToken cancellationToken)
    {
        var send = new SendState(this, GetSource(target), message, size, cancellationToken);
        try
        {
            await retry
                .RunAsync(
                    static (send, token) => send.Sender.AttemptAsync(send, token),
                    send,
                    target.PartitionId,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (EventHubsException e) when (send.IsOutcomeUnknown && !e.IsOutcomeUnknown)
        {
            throw new EventHubsException(e.Reason, e.IsTransient, e.Message, e.InnerException)
            {
                IsOutcomeUnknown = true,
                PartitionId = target.PartitionId,
            };
        }
    }

    private async ValueTask<bool> AttemptAsync(SendState send, CancellationToken cancellationToken)
    {
        SenderChannel channel = await send.Source.GetAsync(cancellationToken).ConfigureAwait(false);
        CheckSize(send, channel.MaximumBytes);
        send.LargestLimit = Math.Max(send.LargestLimit, channel.MaximumBytes);
        await channel.ReserveAsync(send.Size, cancellationToken).ConfigureAwait(false);
        try
        {
            // Each attempt has its own message, with the same sections: the same bytes.
            await channel
                .SendAsync(EventEncoder.Copy(send.Message), send.Size, cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (EventHubsException e)
        {
            // What is too large now was too large before, unless the limit was another then: no attempt has been stored.
            bool isKnown =
                e is { Reason: FailureReason.MessageSizeExceeded, IsOutcomeUnknown: false }
                && channel.MaximumBytes >= send.LargestLimit;
            send.IsOutcomeUnknown = !isKnown && (send.IsOutcomeUnknown || e.IsOutcomeUnknown);
            connector.Settings.Logger.SendAttemptFailed(send.Source.Address, e.Reason, e.IsOutcomeUnknown);
            throw;
        }
        catch (OperationCanceledException)
        {
            send.IsOutcomeUnknown = true;
            if (!send.CallerToken.IsCancellationRequested)
            {
                // A link that leaves a send unanswered for the whole attempt is stuck, and a retry behind it would be too.
                await send.Source.AbandonAsync(channel).ConfigureAwait(false);
            }

            throw;
        }
    }

    private static void CheckSize(SendState send, long maximumBytes)
    {
        if (send.Size + SectionReserve <= maximumBytes)
        {
            return;
        }

        long exact = EventEncoder.Copy(send.Message).Encode().Length;
        if (exact > maximumBytes)
        {
            throw new EventHubsException(
                FailureReason.MessageSizeExceeded,
                false,
                $"The message has {exact} bytes; the link accepts {maximumBytes}."
            );
        }
    }

    private SenderChannelSource GetSource(SendTarget target)
    {
        if (_disposed)
        {
            throw new EventHubsException(FailureReason.ClientClosed, false, "The sender was disposed of.");
        }

        string address = connector.Settings.Addresses.GetSenderAddress(target.PartitionId);
        return _sources.GetOrAdd(address, static (key, self) => self.CreateSource(key), this);
    }

    private SenderChannelSource CreateSource(string address) => new(connector, address, _identifier);

    private sealed class SendState(
        AmqpEventSender sender,
        SenderChannelSource source,
        Message message,
        long size,
        CancellationToken callerToken
    )
    {
        public AmqpEventSender Sender => sender;

        public SenderChannelSource Source => source;

        public Message Message => message;

        public long Size => size;

        public CancellationToken CallerToken => callerToken;

        public bool IsOutcomeUnknown { get; set; }

        /// <summary>The largest limit of a link that it was handed to.</summary>
        public long LargestLimit { get; set; }
    }
}
