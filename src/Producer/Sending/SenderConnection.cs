using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Logging;
using ModelData.HubClient;

namespace ModelData.Producer.Sending;

/// <summary>The sender of a pipeline, and the names of where it sends.</summary>
internal sealed class SenderConnection
{
    private SenderConnection(IHubSender sender, string hubName, string @namespace, ConnectionHealth health)
    {
        Sender = new WatchedSender(sender, health);
        (HubName, Namespace, Health) = (hubName, @namespace, health);
    }

    public IHubSender Sender { get; }

    public string HubName { get; }

    public string Namespace { get; }

    /// <summary>What is known of the connection.</summary>
    public ConnectionHealth Health { get; }

    /// <exception cref="FormatException">The connection string is malformed.</exception>
    /// <exception cref="ArgumentException">The hub's name is missing.</exception>
    public static SenderConnection Open(PipelineSettings settings, ILogger logger)
    {
        if (settings.CreateSender is { } create)
        {
            return new SenderConnection(
                create(),
                "(memory)",
                "(this process)",
                new ConnectionHealth("", "", settings.Clock, logger)
            );
        }
        EventHubConnection connection = settings.Target.Connect();
        return new SenderConnection(
            new HubSender(connection, new EventHubsRetryOptions { MaximumRetries = 0 }),
            connection.EventHubName,
            connection.FullyQualifiedNamespace,
            new ConnectionHealth(connection.EventHubName, connection.FullyQualifiedNamespace, settings.Clock, logger)
        );
    }

    /// <summary>Closes the sender; never throws.</summary>
    public async Task CloseAsync()
    {
        try
        {
            await Sender.DisposeAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // All rows are settled by now: a link that cannot be closed politely is of no concern to the application.
        catch (Exception)
#pragma warning restore CA1031
        {
            // It ends with the process.
        }
    }
}
