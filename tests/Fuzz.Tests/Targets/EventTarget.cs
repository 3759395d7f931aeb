using ModelData.EventHubs;
using ModelData.EventHubs.Receiving;
using ModelData.Fuzz.Mutation;

namespace ModelData.Fuzz.Targets;

/// <summary>
/// An event off the wire: understood, or malformed and whole. Only without its position it is an error, since nobody could go on behind
/// it.
/// </summary>
internal sealed class EventTarget : FuzzTarget
{
    public override Chunking Chunking => Chunkings.Amqp;

    public override IReadOnlyList<byte[]> Tokens => AmqpSamples.Tokens;

    public override byte[] Create(Random random) => AmqpSamples.Event(random, hasPosition: true);

    public override void Check(byte[] input, bool isUntouched)
    {
        ReceivedEvent received;
        try
        {
            received = EventDecoder.ToEvent(input);
        }
        catch (EventHubsException e) when (e.Reason == FailureReason.InvalidOperation && !isUntouched)
        {
            return;
        }

        Assert.False(isUntouched && received.IsMalformed, "A valid event is understood.");
        Assert.True(
            !received.IsMalformed || received.Body.Span.SequenceEqual(input),
            "What is malformed is kept whole."
        );
        Assert.Equal(received.Properties.Count, received.Properties.Count(pair => pair.Key is not null));
        foreach ((string name, _) in received.Properties)
        {
            received.Properties.TryGetValue(name, out _);
        }

        ReceivedEvent again = EventDecoder.ToEvent(input);
        Assert.Equal(received.SequenceNumber, again.SequenceNumber);
        Assert.Equal(received.Offset, again.Offset);
        Assert.True(received.Body.Span.SequenceEqual(again.Body.Span));
    }
}
