using Azure.Messaging.EventHubs.Producer;

namespace ModelData.Operations.DeadLetters;

/// <summary>Makes of a letter the event that it was, under the producer id of its resubmission.</summary>
internal static class ResubmittedEvent
{
    /// <summary>Makes the event.</summary>
    /// <param name="stored">The letter.</param>
    /// <param name="hub">The hub that it goes to; null when it may be another than it came from.</param>
    /// <exception cref="CommandFailedException">The letter holds no event that can be sent; the message says why.</exception>
    public static (LetterEvent Event, SendEventOptions Target) Create(StoredLetter stored, string? hub)
    {
        if (stored.Position.IsGap)
        {
            throw Impossible(stored, "it stands for events that expired or were lost before anybody saw them");
        }
        if (!LetterJson.TryRead(stored.Content, out Letter? letter, out string? problem))
        {
            throw Impossible(stored, problem);
        }
        if (stored.Pack is not null && letter.SequenceNumber != stored.Position.SequenceNumber)
        {
            throw Impossible(stored, $"its pack was changed, and has the event {letter.SequenceNumber} in its place");
        }
        if (letter.Reason == Letter.MalformedReason)
        {
            throw Impossible(
                stored,
                "the event was not a message that can be decoded; its body shows it as it was stored, and the sender must be mended"
            );
        }
        if (letter.Reason == Letter.UnreadableReason)
        {
            throw Impossible(
                stored,
                "the worker could not take the event in, and the letter has its position alone; read it from the hub with another "
                    + "client, before it expires there"
            );
        }
        if (hub is not null && !hub.Equals(letter.Hub, StringComparison.OrdinalIgnoreCase))
        {
            throw Impossible(
                stored,
                $"it came from the hub {letter.Hub}, not from {hub}; --other-hub sends it all the same"
            );
        }
        var data = new LetterEvent(letter.Body)
        {
            ContentType = letter.ContentType,
            ContentEncoding = letter.ContentEncoding,
            MessageId = letter.MessageId,
            CorrelationId = letter.CorrelationId,
            Properties = Properties(stored, letter),
            EncodedProperties = letter.EncodedProperties,
            EncodedBody = letter.EncodedBody,
        };
        // Without a key to the same partition: each has a memory of its own for what is a duplicate.
        return (
            data,
            letter.PartitionKey is { Length: > 0 } key
                ? new SendEventOptions { PartitionKey = key }
                : new SendEventOptions { PartitionId = letter.Partition }
        );
    }

    private static List<KeyValuePair<string, object>> Properties(StoredLetter stored, Letter letter)
    {
        // One event uses one prefix; the reader takes the other one only when the usual one is not there.
        bool isAlternative =
            Has(letter, EventAttributes.AlternativePrefix + EventAttributes.SpecVersion)
            && !Has(letter, EventAttributes.Prefix + EventAttributes.SpecVersion);
        string prefix = isAlternative ? EventAttributes.AlternativePrefix : EventAttributes.Prefix;
        string producer = prefix + EventAttributes.ProducerId;
        string sequence = prefix + EventAttributes.BatchSequence;
        string time = prefix + EventAttributes.Time;
        Guid id = ResubmissionId.Of(stored.Name, letter, Has(letter, producer) && Has(letter, sequence));
        var properties = new List<KeyValuePair<string, object>>();
        if (letter.EncodedProperties.IsEmpty)
        {
            AddPlain(properties, stored, letter.Properties.Where(it => it.Name != producer && it.Name != sequence));
        }
        properties.Add(new(producer, id.ToString("D")));
        properties.Add(new(sequence, "0"));
        if (!letter.Properties.Any(property => property.Name == time && property.Text is not null))
        {
            // The worker would take the time at which the hub gets the event: the rows would move to another day.
            properties.Add(new(time, letter.EnqueuedTime));
        }
        return properties;
    }

    private static void AddPlain(
        List<KeyValuePair<string, object>> properties,
        StoredLetter stored,
        IEnumerable<LetterValue> values
    )
    {
        foreach (LetterValue property in values)
        {
            if (!property.TryGetValue(out object? value))
            {
                throw Impossible(stored, $"its property {property.Name} is a {property.Type}, which no event carries");
            }
            // To every reader no value is no property.
            if (value is not null)
            {
                properties.Add(new(property.Name, value));
            }
        }
    }

    private static bool Has(Letter letter, string name) => letter.Properties.Any(property => property.Name == name);

    private static CommandFailedException Impossible(StoredLetter stored, string why) =>
        new($"{stored.Name} cannot be sent again: {why}.");
}
