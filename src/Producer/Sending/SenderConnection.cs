using Azure.Messaging.EventHubs;
using ModelData.HubClient;

namespace ModelData.Producer.Sending;

/// <summary>The sender of a pipeline, and the names of where it sends.</summary>
internal sealed class SenderConnection
{
    private SenderConnection(IHubSender sender, string hubName, string @namespace) =>
        (Sender, HubName, Namespace) = (sender, hubName, @namespace);

    public IHubSender Sender { get; }

    public string HubName { get; }

    public string Namespace { get; }

    /// <exception cref="FormatException">The connection string is malformed.</exception>
    /// <exception cref="ArgumentException">The hub's name is missing.</exception>
    public static SenderConnection Open(PipelineSettings settings)
    {
        if (settings.CreateSender is { } create)
        {
            return new SenderConnection(create(), "(memory)", "(this process)");
        }
        EventHubConnection connection = settings.Target.Connect();
        return new SenderConnection(
            new HubSender(connection, new EventHubsRetryOptions { MaximumRetries = 0 }),
            connection.EventHubName,
            connection.FullyQualifiedNamespace
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
