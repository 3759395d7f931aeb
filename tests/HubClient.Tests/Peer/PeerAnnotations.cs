using System.Globalization;
using Amqp.Framing;
using Amqp.Types;

namespace ModelData.HubClient.Tests.Peer;

/// <summary>What the service puts on an event.</summary>
internal static class PeerAnnotations
{
    public static string ToOffset(long sequenceNumber) => (sequenceNumber * 100).ToString(CultureInfo.InvariantCulture);

    public static MessageAnnotations Of(long sequenceNumber)
    {
        var annotations = new MessageAnnotations();
        annotations[new Symbol("x-opt-sequence-number")] = sequenceNumber;
        annotations[new Symbol("x-opt-offset")] = ToOffset(sequenceNumber);
        annotations[new Symbol("x-opt-enqueued-time")] = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        return annotations;
    }
}
