using Amqp;
using Amqp.Framing;
using Amqp.Types;
using ModelData.EventHubs.Amqp;
using ModelData.EventHubs.Amqp.Links;

namespace ModelData.EventHubs.Sending;

/// <summary>Keeps the link to one address attached: attaches when there is none, once for all who wait.</summary>
internal sealed class SenderChannelSource(AmqpConnector connector, string address, string identifier) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SenderChannel? _current;

    public string Address => address;

    public async ValueTask<SenderChannel> GetAsync(CancellationToken cancellationToken)
    {
        if (_current is { IsClosed: false } current)
        {
            return current;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_current is not { IsClosed: false })
            {
                _current = await AttachAsync(cancellationToken).ConfigureAwait(false);
            }

            return _current;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives a channel up that did not answer in time; the next send attaches anew.</summary>
    public async Task AbandonAsync(SenderChannel channel)
    {
        if (Interlocked.CompareExchange(ref _current, null, channel) == channel)
        {
            await channel.CloseAsync(TimeSpan.Zero).ConfigureAwait(false);
        }
    }

    public async Task CloseAsync(TimeSpan timeout)
    {
        if (Interlocked.Exchange(ref _current, null) is { } channel)
        {
            await channel.CloseAsync(timeout).ConfigureAwait(false);
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<SenderChannel> AttachAsync(CancellationToken cancellationToken)
    {
        AmqpConnection connection = await connector.GetAsync(cancellationToken).ConfigureAwait(false);
        IDisposable claim = await connection
            .Claims.AuthorizeAsync(connector.Settings.Addresses.ToAudience(address), cancellationToken)
            .ConfigureAwait(false);
        try
        {
            var attach = new Attach
            {
                Source = new Source { Address = identifier },
                Target = new Target { Address = address },
                SndSettleMode = SenderSettleMode.Unsettled,
                DesiredCapabilities = [new Symbol("com.microsoft:georeplication")],
            };
            AttachedLink<SenderLink> link = await LinkOpening
                .AttachSenderAsync(connection, $"{address}-{Guid.NewGuid():N}", attach, cancellationToken)
                .ConfigureAwait(false);
            var channel = new SenderChannel(link, claim);
            connector.Settings.Logger.SenderAttached(address, channel.MaximumBytes);
            return channel;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }
}
