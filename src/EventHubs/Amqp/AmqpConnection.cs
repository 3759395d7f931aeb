using Amqp;
using Amqp.Framing;
using ModelData.EventHubs.Amqp.Links;

namespace ModelData.EventHubs.Amqp;

/// <summary>One open AMQP connection. Once closed it stays closed; <see cref="AmqpConnector"/> opens the next one.</summary>
internal sealed class AmqpConnection
{
    // Frames per session that may be on their way; AMQPNetLite grants this number again with each flow.
    private const uint SessionWindow = 2048;
    private const uint LargestHandle = 7;

    private readonly Connection _connection;
    private readonly Func<bool> _isPeerLost;

    public AmqpConnection(Connection connection, AmqpSettings settings, Func<bool> isPeerLost)
    {
        _connection = connection;
        _isPeerLost = isPeerLost;
        Settings = settings;
        Claims = new ClaimsLink(this);
        connection.AddClosedCallback(OnClosed);
    }

    public AmqpSettings Settings { get; }

    /// <summary>Where claims are put, and renewed, for the links of this connection.</summary>
    public ClaimsLink Claims { get; }

    public bool IsClosed => _connection.IsClosed;

    /// <summary>Begins a session. Each link has its own, so that one link's trouble is not the others'.</summary>
    public Session BeginSession()
    {
        var begin = new Begin
        {
            NextOutgoingId = 0,
            IncomingWindow = SessionWindow,
            OutgoingWindow = SessionWindow,
            HandleMax = LargestHandle,
        };
        return new Session(_connection, begin, null);
    }

    /// <summary>Closes the connection and, with it, its links.</summary>
    /// <param name="timeout">The longest wait for the peer's answer.</param>
    public async Task CloseAsync(TimeSpan timeout)
    {
        Claims.Dispose();
        try
        {
            await _connection.CloseAsync(timeout, null).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AmqpException or TimeoutException or ObjectDisposedException)
        {
            Settings.Logger.CloseUnanswered(AmqpErrorMapper.Map(e).Reason);
        }
    }

    private void OnClosed(IAmqpObject sender, Error? error)
    {
        Claims.Dispose();
        Settings.Logger.ConnectionClosed(
            Settings.Endpoint.Host,
            _isPeerLost() ? "the peer was silent for the idle timeout"
                : error is null ? "closed by this side"
                : AmqpErrorMapper.Map(error).Message
        );
    }
}
