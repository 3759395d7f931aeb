using ModelData.LocalEventHubs.Amqp;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>Refuses malformed events before they take a place in a partition.</summary>
internal static class EventCheck
{
    /// <summary>Checks every section of one event.</summary>
    /// <param name="message">The event as it was sent.</param>
    /// <param name="partitionKey">The key in its annotations, a slice of the message; empty when there is none.</param>
    /// <exception cref="FormatException">The bytes are not an AMQP message.</exception>
    public static void Check(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> partitionKey)
    {
        partitionKey = default;
        int position = 0;
        byte last = 0;
        while (AmqpSections.TryNext(message, ref position, out AmqpSection section))
        {
            // Sections come in the order of their codes; only bodies repeat.
            if (section.Code < last || (section.Code == last && last is < AmqpSections.Data or AmqpSections.Footer))
            {
                throw AmqpSections.Malformed(section.Start);
            }

            last = section.Code;
            if (section.Code == AmqpSections.Data)
            {
                AmqpSections.GetData(message, section);
                continue;
            }

            AmqpValueCheck.Check(message[..section.End], section.ValueStart);
            if (section.Code == AmqpSections.MessageAnnotations)
            {
                AmqpSections.TryFindText(message, section, EventEncoder.PartitionKeyAnnotation, out partitionKey);
            }
        }
    }
}
