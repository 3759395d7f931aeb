using ModelData.Ingestor.Receiving;

namespace ModelData.Ingestor.Partitions;

/// <summary>Refuses bodies that are no bytes: lists and maps of AMQP values, in which no client sends rows.</summary>
internal static class BodyCheck
{
    public const string Reason = "unsupported-body";

    /// <summary>Why the body holds no rows, or <see langword="null"/>.</summary>
    public static Refusal? Refuse(ReceivedEvent received)
    {
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
