using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using ModelData.Fuzz.Mutation;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;

namespace ModelData.Fuzz.Targets;

/// <summary>
/// An event off the wire: what the official client hands out is converted, and what it refuses it refuses in a way that is known to be about the event. Any
/// other way would stop the partition for good.
/// </summary>
internal sealed class EventTarget : FuzzTarget
{
    public override Chunking Chunking => Chunkings.Amqp;

    public override IReadOnlyList<byte[]> Tokens => AmqpSamples.Tokens;

    public override byte[] Create(Random random) => AmqpSamples.Event(random, hasPosition: true);

    public override void Check(byte[] input, bool isUntouched)
    {
        EventData official;
        try
        {
            official = new EventData(AmqpAnnotatedMessage.FromBytes(BinaryData.FromBytes(input)));
        }
        catch (Exception e) when (UnreadableEvent.Is(e))
        {
            return;
        }

        if (StoredPosition.Of(official) is not { } position)
        {
            Assert.False(isUntouched);
            return;
        }

        ReceivedEvent received = EventConversion.ToReceived(official, position);

        Assert.All(received.Properties, pair => Assert.NotNull(pair.Key));
        Assert.True(received.BodyKind == EventBodyKind.Data || !received.EncodedBody.IsEmpty);
        ReceivedEvent again = EventConversion.ToReceived(official, position);
        Assert.True(received.Body.Span.SequenceEqual(again.Body.Span));
        Assert.True(received.EncodedBody.Span.SequenceEqual(again.EncodedBody.Span));
        Assert.True(received.EncodedProperties.Span.SequenceEqual(again.EncodedProperties.Span));
    }
}
