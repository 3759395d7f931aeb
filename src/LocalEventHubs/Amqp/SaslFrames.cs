using System.Text;
using ModelData.LocalEventHubs.Amqp;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>The frames of the SASL exchange: few and small, so they are read and written by hand.</summary>
internal static class SaslFrames
{
    public const byte InitCode = 0x41;
    public const byte OkCode = 0;
    public const byte AuthFailedCode = 1;

    public static ReadOnlyMemory<byte> SaslHeader { get; } = "AMQP\u0003\u0001\u0000\u0000"u8.ToArray();

    public static ReadOnlyMemory<byte> AmqpHeader { get; } = "AMQP\u0000\u0001\u0000\u0000"u8.ToArray();

    /// <summary>
    /// The mechanisms, in the service's order: clients take the first one that they can do. EXTERNAL, which the service also
    /// names, needs client certificates.
    /// </summary>
    public static byte[] Mechanisms { get; } = EncodeMechanisms("MSSBCBS", "PLAIN", "ANONYMOUS");

    public static byte[] EncodeOutcome(byte code)
    {
        // list8: code, and as the service does a greeting as additional-data.
        ReadOnlySpan<byte> greeting = "Welcome!"u8;
        return Frame([
            0x00,
            0x53,
            0x44,
            0xC0,
            (byte)(5 + greeting.Length),
            2,
            0x50,
            code,
            0xA0,
            (byte)greeting.Length,
            .. greeting,
        ]);
    }

    /// <summary>Reads a sasl-init frame body.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static (string Mechanism, byte[] InitialResponse) ReadInit(ReadOnlySpan<byte> body)
    {
        AmqpValueCheck.Check(body, 0);
        if (body.Length < 4 || body[0] != 0 || body[1] != 0x53 || body[2] != InitCode)
        {
            throw AmqpSections.Malformed(0);
        }

        int cursor = 3;
        uint count;
        switch (AmqpSections.ReadByte(body, ref cursor))
        {
            case 0xC0:
                AmqpSections.ReadByte(body, ref cursor);
                count = AmqpSections.ReadByte(body, ref cursor);
                break;
            case 0xD0:
                AmqpSections.ReadUInt(body, ref cursor);
                count = AmqpSections.ReadUInt(body, ref cursor);
                break;
            default:
                throw AmqpSections.Malformed(3);
        }

        if (count == 0 || !AmqpSections.TryGetText(body, cursor, out ReadOnlySpan<byte> mechanism))
        {
            throw AmqpSections.Malformed(cursor);
        }

        byte[] response = [];
        if (count > 1)
        {
            int start = AmqpSections.SkipValue(body, cursor);
            int end = AmqpSections.SkipValue(body, start);
            response = body[start] switch
            {
                0xA0 => body[(start + 2)..end].ToArray(),
                0xB0 => body[(start + 5)..end].ToArray(),
                0x40 => [],
                _ => throw AmqpSections.Malformed(start),
            };
        }

        return (Encoding.ASCII.GetString(mechanism), response);
    }

    /// <summary>Splits the response of PLAIN (<c>authzid NUL name NUL password</c>).</summary>
    public static (string Name, string Key)? ReadPlain(ReadOnlySpan<byte> response)
    {
        int first = response.IndexOf((byte)0);
        int second = first < 0 ? -1 : response[(first + 1)..].IndexOf((byte)0);
        return second < 0
            ? null
            : (
                Encoding.UTF8.GetString(response.Slice(first + 1, second)),
                Encoding.UTF8.GetString(response[(first + second + 2)..])
            );
    }

    private static byte[] EncodeMechanisms(params ReadOnlySpan<string> names)
    {
        var elements = new List<byte>();
        foreach (string name in names)
        {
            elements.Add((byte)name.Length);
            elements.AddRange(Encoding.ASCII.GetBytes(name));
        }

        byte[] array = [0xE0, (byte)(elements.Count + 2), (byte)names.Length, 0xA3, .. elements];
        return Frame([0x00, 0x53, 0x40, 0xC0, (byte)(array.Length + 1), 1, .. array]);
    }

    private static byte[] Frame(ReadOnlySpan<byte> body) => [0, 0, 0, (byte)(body.Length + 8), 2, 1, 0, 0, .. body];
}
