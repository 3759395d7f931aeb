using Amqp;
using ModelData.EventHubs.Amqp;
using ModelData.EventHubs.Retrying;

namespace ModelData.EventHubs.Receiving;

/// <summary>Reads a partition over one link at a time; attaching is in the other part of this class.</summary>
internal sealed partial class AmqpPartitionReceiver : IPartitionReceiver
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly AmqpConnector _connector;
    private readonly OperationRetry _retry;
    private readonly PartitionReceiverOptions _options;
    private readonly string _address;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly CancellationToken _disposing;
    private EventPosition _position;
    private ReceiverChannel? _channel;
    private Message[] _lent = [];
    private Task<ReceiverChannel>? _attaching;
    private EventHubsException? _final;
    private int _isReceiving;
    private int _fruitless;
    private volatile bool _disposed;

    public AmqpPartitionReceiver(
        AmqpConnector connector,
        OperationRetry retry,
        string consumerGroup,
        string partitionId,
        EventPosition position,
        PartitionReceiverOptions options
    )
    {
        _connector = connector;
        _retry = retry;
        _options = options;
        _position = position;
        _disposing = _lifetime.Token;
        PartitionId = partitionId;
        _address = connector.Settings.Addresses.GetReceiverAddress(consumerGroup, partitionId);
    }

    public string PartitionId { get; }

    private TimeProvider TimeProvider => _connector.Settings.TimeProvider;

    public async ValueTask<IReadOnlyList<ReceivedEvent>> ReceiveAsync(
        int maximumCount,
        TimeSpan maximumWait,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumWait, TimeSpan.Zero);
        ThrowIfUnusable();
        if (Interlocked.Exchange(ref _isReceiving, 1) != 0)
        {
            throw new InvalidOperationException("A receive is in progress: one call at a time.");
        }

        try
        {
            TakeBackLent();
            return await ReceiveOneByOneAsync(maximumCount, maximumWait, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isReceiving, 0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _lifetime.CancelAsync().ConfigureAwait(false);
        if (_attaching is { } attaching)
        {
            await ((Task)attaching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_channel is { } channel)
        {
            // The detach gives the partition free at once; without it the service would notice after minutes.
            await channel.CloseAsync(CloseTimeout).ConfigureAwait(false);
        }

        _lifetime.Dispose();
    }

    private async ValueTask<IReadOnlyList<ReceivedEvent>> ReceiveOneByOneAsync(
        int maximumCount,
        TimeSpan maximumWait,
        CancellationToken cancellationToken
    )
    {
        long started = TimeProvider.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task change;
            if (_channel is { } channel)
            {
                ThrowIfLostForGood(channel);
                if (channel.Queue.Count > 0)
                {
                    return Take(channel, maximumCount);
                }

                if (channel.Queue.Failure is { } failure)
                {
                    await ForgetAsync(channel, failure).ConfigureAwait(false);
                    continue;
                }

                channel.GrantCredit();
                change = channel.Queue.WhenChangedAsync();
            }
            else
            {
                change = AttachAsync();
                if (change.IsCompleted)
                {
                    await FinishAttachAsync().ConfigureAwait(false);
                    continue;
                }
            }

            TimeSpan rest = maximumWait - TimeProvider.GetElapsedTime(started);
            if (!change.IsCompleted && !await WaitAsync(change, rest, cancellationToken).ConfigureAwait(false))
            {
                return [];
            }
        }
    }

    private ReceivedEvent[] Take(ReceiverChannel channel, int maximumCount)
    {
        var messages = new Message[Math.Min(maximumCount, channel.Queue.Count)];
        int count = channel.Queue.Take(messages);
        // Credit first: the peer sends while these are converted.
        channel.GrantCredit();
        ReceivedEvent[] events = Decode(channel, messages.AsSpan(0, count));

        _position = EventPosition.FromSequenceNumber(events[^1].SequenceNumber);
        channel.WasFruitful = true;
        if (_options.ReusesMemory)
        {
            _lent = messages;
        }

        return events;
    }

    private ReceivedEvent[] Decode(ReceiverChannel channel, ReadOnlySpan<Message> messages)
    {
        var events = new ReceivedEvent[messages.Length];
        try
        {
            for (int i = 0; i < events.Length; i++)
            {
                events[i] = EventDecoder.ToEvent(RawMessage.TakeBytes(messages[i]));
            }

            return events;
        }
        catch (EventHubsException failure)
        {
            // None of these is handed out: the next receive must begin with the first of them, not behind the last.
            _channel = null;
            _ = channel.CloseAsync(TimeSpan.Zero);
            throw new EventHubsException(failure.Reason, failure.IsTransient, failure.Message)
            {
                PartitionId = PartitionId,
            };
        }
    }

    private void TakeBackLent()
    {
        foreach (Message message in _lent)
        {
            message.Dispose();
        }

        _lent = [];
    }

    /// <returns><see langword="false"/> when the time is up.</returns>
    private async Task<bool> WaitAsync(Task change, TimeSpan rest, CancellationToken cancellationToken)
    {
        if (rest <= TimeSpan.Zero)
        {
            return false;
        }

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing);
        Task delay = Task.Delay(Min(rest, TimeSpan.FromDays(1)), TimeProvider, timer.Token);
        await Task.WhenAny(change, delay).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfUnusable();
        return change.IsCompleted || !delay.IsCompletedSuccessfully;
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private void ThrowIfUnusable()
    {
        if (_disposed)
        {
            throw new EventHubsException(FailureReason.ClientClosed, false, "The receiver was disposed of.")
            {
                PartitionId = PartitionId,
            };
        }

        if (_final is { } final)
        {
            throw final;
        }
    }
}
