using ModelData.Fuzz.Mutation;
using ModelData.Ingestion.Model;
using ModelData.LocalEventHubs.Storage;

namespace ModelData.Fuzz.Targets;

/// <summary>An event that a stranger sends to the broker: refused, or stored in a form whose position every reader finds.</summary>
internal sealed class StoredEventTarget : FuzzTarget
{
    private static readonly EventStamp Stamp = new(41, 4100, 1_700_000_000_000);

    public override Chunking Chunking => Chunkings.Amqp;

    public override IReadOnlyList<byte[]> Tokens => AmqpSamples.Tokens;

    public override byte[] Create(Random random) => AmqpSamples.Event(random, hasPosition: false);

    public override void Check(byte[] input, bool isUntouched)
    {
        ReadOnlySpan<byte> key;
        try
        {
            EventCheck.Check(input, out key);
        }
        catch (FormatException) when (!isUntouched)
        {
            return;
        }

        byte[] stored = new byte[EventEncoder.GetMaxLength(input.Length, key.Length)];
        int length = EventEncoder.Encode(input, Stamp, key, stored);
        ReceivedEvent received = AmqpSamples.Read(stored.AsSpan(0, length).ToArray());
        if (received.IsUnreadable)
        {
            return;
        }

        Assert.Equal(
            (41, "4100", 1_700_000_000_000),
            (received.SequenceNumber, received.Offset, received.EnqueuedTime.ToUnixTimeMilliseconds())
        );
    }
}
