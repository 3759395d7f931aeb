using Microsoft.Extensions.Logging;
using ModelData.EventHubs;

namespace ModelData.Producer.Sending;

/// <summary>The connection of a pipeline, its sender, and the hub's description of itself.</summary>
internal sealed class SenderConnection
{
    private readonly EventHubsConnection? _connection;

    private SenderConnection(IEventSender sender, IHubManagement? management, EventHubsConnection? connection)
    {
        Sender = sender;
        Management = management;
        _connection = connection;
    }

    public IEventSender Sender { get; }

    public IHubManagement? Management { get; }

    public string HubName => _connection?.HubName ?? "";

    public string Namespace => _connection?.FullyQualifiedNamespace ?? "";

    /// <exception cref="FormatException">The connection string is malformed.</exception>
    /// <exception cref="ArgumentException">The hub's name is missing.</exception>
    public static SenderConnection Open(PipelineSettings settings, ILogger logger)
    {
        if (settings.CreateSender is { } create)
        {
            return new SenderConnection(create(), settings.CreateManagement?.Invoke(), null);
        }
        EventHubsConnectionOptions options = new() { TimeProvider = settings.Clock, Logger = logger };
        EventHubsConnection connection = settings.Target.Connect(options);
        return new SenderConnection(connection.CreateSender(), connection.Management, connection);
    }

    /// <summary>Closes sender and connection; never throws.</summary>
    public async Task CloseAsync()
    {
        try
        {
            await Sender.DisposeAsync().ConfigureAwait(false);
            if (_connection is not null)
            {
                await _connection.DisposeAsync().ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // All rows are settled by now: a link that cannot be closed politely is of no concern to the application.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The peer ends it by its idle timeout.
        }
    }
}
