using Azure.Messaging.EventHubs;

namespace ModelData.Producer.InMemory;

/// <summary>The rows of an event as the worker reads them, or why it would not take them.</summary>
/// <param name="Rows">The rows; none when the event is refused.</param>
/// <param name="Refusal">Why, for a person; null when it is taken.</param>
internal sealed record EventRows(IReadOnlyList<CollectedRow> Rows, string? Refusal)
{
    /// <summary>Reads an event.</summary>
    /// <param name="data">The event, as it would be sent. Its body is not kept.</param>
    /// <param name="now">When the hub would have stored it.</param>
    public static EventRows Read(EventData data, DateTimeOffset now)
    {
        EventEnvelope envelope = new(
            data.Properties.ToDictionary(it => it.Key, it => (object?)it.Value),
            data.ContentType,
            data.GetRawAmqpMessage().Properties.ContentEncoding,
            data.EventBody.ToMemory(),
            now
        );
        return new CollectedBatchReader().TryRead(envelope, out CollectedBatch? batch, out Refusal? refusal)
            ? new EventRows(BatchRows.Read(batch), null)
            : new EventRows([], Explain(envelope, refusal));
    }

    private static string Explain(in EventEnvelope envelope, Refusal refusal) =>
        $"The worker would set rows of {Text(envelope, EventAttributes.Model)}/{Text(envelope, EventAttributes.Identifier)} aside as "
        + $"{refusal.Reason}: {refusal.Detail}";

    private static object? Text(in EventEnvelope envelope, string attribute) =>
        envelope.Properties.GetValueOrDefault(EventAttributes.Prefix + attribute);
}
