using Amqp.Framing;
using Amqp.Types;
using ModelData.EventHubs.Amqp;

namespace ModelData.EventHubs.Receiving;

internal sealed partial class AmqpPartitionReceiver
{
    private static readonly Symbol Epoch = new("com.microsoft:epoch");
    private static readonly Symbol ReceiverName = new("com.microsoft:receiver-name");
    private static readonly Symbol Georeplication = new("com.microsoft:georeplication");

    // A link that lived this long was a good one, even if nothing came over it.
    private static readonly TimeSpan GoodLife = TimeSpan.FromSeconds(30);

    private readonly string _randomName = Guid.NewGuid().ToString("N");
    private EventHubsException? _lastFailure;

    /// <summary>
    /// The attach in progress; it goes on when a receive that waits for it runs out of time, and the next receive takes it over.
    /// </summary>
    private Task<ReceiverChannel> AttachAsync() =>
        _attaching ??= Task.Run(() => AttachAndAnnounceAsync(_disposing), CancellationToken.None);

    private async Task FinishAttachAsync()
    {
        Task<ReceiverChannel> attaching = _attaching!;
        _attaching = null;
        try
        {
            _channel = await attaching.ConfigureAwait(false);
        }
        catch (EventHubsException e) when (e.Reason == FailureReason.ConsumerDisconnected)
        {
            CloseForGood(e);
            throw;
        }
    }

    private async Task<ReceiverChannel> AttachAndAnnounceAsync(CancellationToken cancellationToken)
    {
        // A good link is followed by the next one at once, unless the peer asked for time.
        if (_fruitless > 0 || _lastFailure is { Reason: FailureReason.ServiceBusy })
        {
            TimeSpan delay = _retry.GetDelay(Math.Max(0, _fruitless - 1), _lastFailure);
            await Task.Delay(delay, TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        _lastFailure = null;

        ReceiverChannel channel = await _retry
            .RunAsync(static (self, token) => self.AttachOnceAsync(token), this, PartitionId, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            if (_options.OnAttached is { } onAttached)
            {
                await onAttached(cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await channel.CloseAsync(CloseTimeout).ConfigureAwait(false);
            throw;
        }

        channel.Start();
        return channel;
    }

    private async ValueTask<ReceiverChannel> AttachOnceAsync(CancellationToken cancellationToken)
    {
        EventPosition position = _position;
        var queue = new PrefetchQueue(new CreditPolicy(_options.PrefetchBytes, _options.PrefetchCount));
        ReceiverChannel channel = await ReceiverChannel
            .AttachAsync(_connector, _address, CreateAttach(position), queue, PartitionId, cancellationToken)
            .ConfigureAwait(false);
        _connector.Settings.Logger.ReceiverAttached(_address, _options.OwnerLevel, StartFilter.ToExpression(position));
        return channel;
    }

    private Attach CreateAttach(in EventPosition position)
    {
        string name = _options.Identifier ?? _randomName;
        var attach = new Attach
        {
            Source = new Source { Address = _address, FilterSet = StartFilter.ToFilterSet(position) },
            Target = new Target { Address = name },
            SndSettleMode = SenderSettleMode.Settled,
            Properties = new Fields { [ReceiverName] = name },
            DesiredCapabilities = [Georeplication],
        };
        if (_options.OwnerLevel is { } level)
        {
            attach.Properties[Epoch] = level;
        }

        return attach;
    }

    private void ThrowIfLostForGood(ReceiverChannel channel)
    {
        if (channel.Queue.Failure is { Reason: FailureReason.ConsumerDisconnected } failure)
        {
            // Someone else reads the partition now: what is buffered is theirs.
            _channel = null;
            CloseForGood(failure);
            throw failure;
        }
    }

    private void CloseForGood(EventHubsException failure)
    {
        _final = failure;
        _connector.Settings.Logger.ReceiverClosed(_address, failure.Reason, failure.Message);
    }

    /// <summary>
    /// Drops a link that has closed. Its buffered events have been handed out; the next link starts behind them. A peer that agrees
    /// to every attach and closes it at once is treated as one that refuses: with waits between, and a failure in the end.
    /// </summary>
    private async Task ForgetAsync(ReceiverChannel channel, EventHubsException failure)
    {
        _channel = null;
        await channel.CloseAsync(TimeSpan.Zero).ConfigureAwait(false);
        _lastFailure = failure;
        bool wasGood = channel.WasFruitful || TimeProvider.GetElapsedTime(channel.AttachedAt) >= GoodLife;
        _fruitless = wasGood ? 0 : _fruitless + 1;
        bool isWeather = failure.IsTransient || failure.Reason == FailureReason.Unauthorized;
        if (!isWeather || _fruitless > _retry.MaximumRetries)
        {
            _fruitless = 0;
            throw failure;
        }

        _connector.Settings.Logger.ReceiverLost(_address, failure.Reason, failure.Message);
    }
}
