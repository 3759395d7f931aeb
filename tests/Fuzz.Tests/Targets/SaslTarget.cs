using Amqp;
using Amqp.Sasl;
using Amqp.Types;
using ModelData.Fuzz.Mutation;
using ModelData.LocalEventHubs.Amqp;

namespace ModelData.Fuzz.Targets;

/// <summary>The first words of a stranger to the broker.</summary>
internal sealed class SaslTarget : FuzzTarget
{
    private static readonly string[] Mechanisms = ["PLAIN", "ANONYMOUS", "MSSBCBS", "EXTERNAL"];

    public override Chunking Chunking => Chunkings.Amqp;

    public override IReadOnlyList<byte[]> Tokens => AmqpSamples.Tokens;

    public override byte[] Create(Random random)
    {
        var buffer = new ByteBuffer(256, autoGrow: true);
        new SaslInit
        {
            Mechanism = new Symbol(Mechanisms[random.Next(Mechanisms.Length)]),
            InitialResponse = "\0name\0key"u8.ToArray(),
            HostName = "host",
        }.Encode(buffer);
        return AmqpSamples.Bytes(buffer);
    }

    public override void Check(byte[] input, bool isUntouched)
    {
        try
        {
            (string mechanism, byte[] response) = SaslFrames.ReadInit(input);
            (string Name, string Key)? plain = SaslFrames.ReadPlain(response);
            Assert.True(!isUntouched || (Mechanisms.Contains(mechanism) && plain == ("name", "key")));
        }
        catch (FormatException) when (!isUntouched)
        {
            // The broker closes the connection.
        }
    }
}
