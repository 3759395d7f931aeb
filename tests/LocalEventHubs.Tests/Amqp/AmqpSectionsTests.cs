using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Types;
using CsCheck;

namespace ModelData.LocalEventHubs.Amqp;

[Trait("Level", "Unit")]
public sealed class AmqpSectionsTests
{
    [Fact]
    public void TryNext_EncodedMessage_FindsEverySection()
    {
        byte[] message = Encode(
            new Message
            {
                Header = new Header { Durable = true },
                MessageAnnotations = new MessageAnnotations(),
                Properties = new Properties { MessageId = "m" },
                ApplicationProperties = new ApplicationProperties(),
                BodySection = new Data { Binary = new byte[300] },
            }
        );

        var codes = new List<byte>();
        int position = 0;
        int end = 0;
        while (AmqpSections.TryNext(message, ref position, out AmqpSection section))
        {
            Assert.Equal(end, section.Start);
            end = section.End;
            codes.Add(section.Code);
        }

        Assert.Equal([0x70, 0x72, 0x73, 0x74, 0x75], codes);
        Assert.Equal(message.Length, end);
    }

    [Theory]
    [InlineData("005375A00161")]
    [InlineData("008000000000000000" + "75A00161")]
    [InlineData("00A310616D71703A646174613A62696E617279A00161")]
    [InlineData("005375B00000000161")]
    public void TryNext_AnyDescriptorForm_IsADataSection(string hex)
    {
        byte[] message = Convert.FromHexString(hex);
        int position = 0;

        Assert.True(AmqpSections.TryNext(message, ref position, out AmqpSection section));

        Assert.Equal(AmqpSections.Data, section.Code);
        Assert.Equal("a"u8, AmqpSections.GetData(message, section));
        Assert.False(AmqpSections.TryNext(message, ref position, out _));
    }

    [Fact]
    public void TryFindText_Annotations_FindsStringsAndSymbols()
    {
        var annotations = new MessageAnnotations();
        annotations[new Symbol("other")] = 5L;
        annotations[new Symbol("x-opt-partition-key")] = "schlüssel";
        annotations[new Symbol("symbol")] = new Symbol("value");
        byte[] message = Encode(
            new Message
            {
                MessageAnnotations = annotations,
                BodySection = new Data { Binary = [] },
            }
        );
        int position = 0;
        AmqpSections.TryNext(message, ref position, out AmqpSection section);

        Assert.True(AmqpSections.TryFindText(message, section, "x-opt-partition-key"u8, out ReadOnlySpan<byte> key));
        Assert.Equal("schlüssel", Encoding.UTF8.GetString(key));
        Assert.True(AmqpSections.TryFindText(message, section, "symbol"u8, out ReadOnlySpan<byte> symbol));
        Assert.Equal("value"u8, symbol);
        Assert.False(AmqpSections.TryFindText(message, section, "other"u8, out _));
        Assert.False(AmqpSections.TryFindText(message, section, "missing"u8, out _));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0053")]
    [InlineData("005375")]
    [InlineData("005375A0")]
    [InlineData("005375A002FF")]
    [InlineData("005375B0FFFFFFFF00")]
    [InlineData("005375B07FFFFFFF00")]
    [InlineData("00800000000000000175A000")]
    [InlineData("005319A000")]
    [InlineData("75A000")]
    [InlineData("00537511")]
    [InlineData("00A3FF75")]
    public void TryNext_Malformed_IsAFormatException(string hex)
    {
        byte[] message = Convert.FromHexString(hex);

        Assert.Throws<FormatException>(() =>
        {
            int position = 0;
            AmqpSections.TryNext(message, ref position, out _);
        });
    }

    [Theory]
    [InlineData("005372C10105")]
    [InlineData("005372C10101")]
    [InlineData("005372C10103A10161")]
    [InlineData("005372D100000004FFFFFFFE")]
    [InlineData("005372A10161")]
    public void TryFindText_MalformedMap_IsAFormatException(string hex)
    {
        byte[] message = Convert.FromHexString(hex);

        Assert.Throws<FormatException>(() =>
        {
            int position = 0;
            AmqpSections.TryNext(message, ref position, out AmqpSection section);
            AmqpSections.TryFindText(message, section, "k"u8, out _);
        });
    }

    [Fact]
    public void SkipValue_MillionsOfNestedDescriptors_DoesNotEndTheProcess()
    {
        byte[] message = new byte[4_000_000];

        Assert.Throws<FormatException>(() => AmqpSections.SkipValue(message, 0));
    }

    [Fact]
    public void TryNext_HostileBytes_ThrowsNothingElse()
    {
        byte[] good = Encode(
            new Message
            {
                MessageAnnotations = Annotations(),
                Properties = new Properties { MessageId = "m", ContentType = "t" },
                BodySection = new Data { Binary = new byte[40] },
            }
        );
        Gen.Select(Gen.Int[0, good.Length], Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[0, 6])
            .Sample(
                (length, changes) =>
                {
                    byte[] bytes = [.. good];
                    foreach ((int at, byte value) in changes)
                    {
                        bytes[at] = value;
                    }

                    Walk(bytes.AsSpan(0, length));
                },
                iter: 20_000
            );
        Gen.Byte.Array[0, 60].Sample(bytes => Walk(bytes), iter: 20_000);

        static MessageAnnotations Annotations()
        {
            var annotations = new MessageAnnotations();
            annotations[new Symbol("x-opt-partition-key")] = "k";
            return annotations;
        }
    }

    private static void Walk(ReadOnlySpan<byte> message)
    {
        try
        {
            int position = 0;
            while (AmqpSections.TryNext(message, ref position, out AmqpSection section))
            {
                Assert.InRange(section.ValueStart, section.Start + 3, section.End);
                Assert.InRange(section.End, section.ValueStart, message.Length);
                if (section.Code == AmqpSections.Data)
                {
                    AmqpSections.GetData(message, section);
                }
                else if (section.Code is AmqpSections.MessageAnnotations or AmqpSections.ApplicationProperties)
                {
                    AmqpSections.TryFindText(message, section, "x-opt-partition-key"u8, out _);
                }
            }
        }
        catch (FormatException)
        {
            // The one answer to nonsense.
        }
    }

    private static byte[] Encode(Message message)
    {
        ByteBuffer buffer = message.Encode();
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }
}
