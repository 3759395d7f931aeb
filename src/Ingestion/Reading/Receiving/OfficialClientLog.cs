using System.Diagnostics.Tracing;
using Azure.Core.Diagnostics;
using ModelData.HubClient;
using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Reading.Receiving;

/// <summary>
/// What the official Event Hubs client says of its links and connections, as lines at debug level of the category that has its name. It knows no
/// logger, only an
/// event source; where nobody wants the lines, nobody listens.
/// </summary>
internal sealed partial class OfficialClientLog(ILoggerFactory loggers) : IDisposable
{
    private const string Category = "Azure.Messaging.EventHubs";
    private const string Source = "Azure-Messaging-EventHubs";

    private AzureEventSourceListener? _listener;

    public void Start()
    {
        var logger = loggers.CreateLogger(Category);
        if (logger.IsEnabled(LogLevel.Debug))
        {
            _listener = new AzureEventSourceListener(
                (said, message) => Write(logger, said, message),
                EventLevel.Verbose
            );
        }
    }

    public void Dispose() => _listener?.Dispose();

    private static void Write(ILogger logger, EventWrittenEventArgs said, string message)
    {
        if (said.EventSource.Name == Source)
        {
            // What a peer says may hold more than is fit for a log.
            string clean = PeerText.Clean(message);
            LogSaid(logger, said.EventName, clean);
        }
    }

    [LoggerMessage(EventIds.OfficialClientSaid, LogLevel.Debug, "{Event}: {Said}")]
    private static partial void LogSaid(ILogger logger, string? @event, string said);
}
