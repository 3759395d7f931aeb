using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading;

/// <summary>Refuses events without a body of bytes: lists and maps of AMQP values, in which no client sends rows, and events that could not be read.</summary>
internal static class BodyCheck
{
    public const string Reason = "unsupported-body";
    public const string UnreadableReason = "unreadable-event";

    /// <summary>Why the body holds no rows, or <see langword="null"/>.</summary>
    public static Refusal? Refuse(ReceivedEvent received)
    {
        if (received.IsUnreadable)
        {
            return new Refusal(
                UnreadableReason,
                $"The official client cannot take this event in ({received.Problem}), so that nothing but its position is known. It stays in the hub until it "
                    + "expires: another client can read it there. Send properties whose values are texts, numbers, booleans, times or "
                    + "bytes, and the body as data."
            );
        }

        bool isBytes = received.BodyKind switch
        {
            EventBodyKind.Data => true,
            EventBodyKind.Value => received.BodyValue is null or string or byte[] or ValueType,
            _ => false,
        };
        if (isBytes)
        {
            return null;
        }

        string kind = received.BodyKind == EventBodyKind.Sequence ? "an AMQP sequence" : "an AMQP list, map or array";
        return new Refusal(
            Reason,
            $"The body is {kind}; rows are bytes. Send the body as data: in the JavaScript SDK a Buffer, without bodyType."
        );
    }
}
