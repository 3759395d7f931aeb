using Amqp;
using Amqp.Types;
using ModelData.Fuzz.Mutation;
using ModelData.LocalEventHubs.Amqp;

namespace ModelData.Fuzz.Targets;

/// <summary>A frame that the broker is sent: refused, or one that the library decodes within bounds of stack, memory and time.</summary>
internal sealed class FrameTarget : FuzzTarget
{
    // The library makes an object for each element of an array: up to 65,536 in each.
    private const long MostBytes = 64 * 1024 * 1024;

    public override Chunking Chunking => Chunkings.Amqp;

    public override IReadOnlyList<byte[]> Tokens => AmqpSamples.Tokens;

    public override byte[] Create(Random random) => AmqpSamples.Frame(random);

    public override long MostAllocatedBytes(int inputBytes) => MostBytes;

    public override void Check(byte[] input, bool isUntouched)
    {
        var guard = new FrameGuard(1024 * 1024);
        try
        {
            guard.Check(input);
            // Its payload is gathered with what came before.
            guard.Check(input);
        }
        catch (Exception e) when (e is FormatException or AmqpException && !isUntouched)
        {
            return;
        }

        if (input.Length == 4)
        {
            return;
        }

        try
        {
            Encoder.ReadObject(new ByteBuffer(input, 4, input.Length - 4, input.Length - 4));
        }
        catch (Exception e) when (e is not OutOfMemoryException && !isUntouched)
        {
            // The broker closes the connection.
        }
    }
}
