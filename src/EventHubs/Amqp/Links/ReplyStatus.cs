using Amqp;

namespace ModelData.EventHubs.Amqp.Links;

/// <summary>The status of a <c>$cbs</c> or <c>$management</c> reply.</summary>
internal static class ReplyStatus
{
    /// <summary>Throws unless the reply says success (200 to 299; the service answers put-token with 202 or 200).</summary>
    public static void ThrowUnlessSuccess(Message reply, string? partitionId = null)
    {
        object? code = Read(reply, "status-code");
        int status = code switch
        {
            int value => value,
            long value => (int)value,
            uint value => (int)value,
            _ => 500,
        };
        if (status is >= 200 and <= 299)
        {
            return;
        }

        throw AmqpErrorMapper.Map(
            status,
            Read(reply, "error-condition")?.ToString(),
            Read(reply, "status-description") as string,
            partitionId
        );
    }

    private static object? Read(Message reply, string name) => reply.ApplicationProperties?.Map[name];
}
