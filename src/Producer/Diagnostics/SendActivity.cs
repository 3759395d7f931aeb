using System.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Diagnostics;

/// <summary>
/// The activity of a send, all its attempts together: a child of the activity in which the rows were collected, or the root of a trace of its own that links
/// to all of them where there are several. Null where nobody listens.
/// </summary>
internal static class SendActivity
{
    public static ActivitySource Source { get; } = new(ProducerTelemetry.ActivitySourceName);

    /// <summary>Starts it.</summary>
    /// <param name="links">Where the rows were collected; null where nobody listened then.</param>
    /// <param name="hub">The hub's name; may be empty.</param>
    /// <param name="namespace">Its namespace; may be empty.</param>
    /// <param name="address">Whose rows.</param>
    /// <param name="rows">How many.</param>
    public static Activity? Start(TraceLinks? links, string hub, string @namespace, CollectionAddress address, int rows)
    {
        if (!Source.HasListeners())
        {
            return null;
        }
        ActivityContext parent = links?.Single ?? default;
        // Names and units of OpenTelemetry's conventions for messaging; what is ours has our prefix.
        ActivityTagsCollection tags = new()
        {
            ["messaging.system"] = "eventhubs",
            ["messaging.operation.name"] = "send",
            ["messaging.operation.type"] = "send",
            ["messaging.destination.name"] = hub,
            ["messaging.batch.message_count"] = 1,
            ["server.address"] = @namespace,
            ["modeldata.rows"] = rows,
            ["modeldata.path"] = address.Path,
        };
        return Source.StartActivity(
            $"send {hub}",
            ActivityKind.Producer,
            parent,
            tags,
            parent == default ? links?.Contexts.Select(static it => new ActivityLink(it)) : null
        );
    }

    /// <summary>What the event says of its trace: the activity of its send, else the one in which all its rows were collected. Null for none.</summary>
    public static string? TraceParent(Activity? send, TraceLinks? links) =>
        send is { IdFormat: ActivityIdFormat.W3C } ? send.Id
        : links?.Single is { } single
            ? $"00-{single.TraceId.ToHexString()}-{single.SpanId.ToHexString()}-{(int)single.TraceFlags:x2}"
        : null;
}
