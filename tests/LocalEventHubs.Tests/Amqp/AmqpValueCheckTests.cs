using CsCheck;

namespace ModelData.LocalEventHubs.Amqp;

[Trait("Level", "Unit")]
public sealed class AmqpValueCheckTests
{
    [Fact]
    public void Check_DeepNesting_IsRefused()
    {
        // Lists of lists, 100,000 levels: the library's decoder would overflow the stack.
        const int Levels = 100_000;
        var bytes = new byte[Levels * 9];
        for (int i = 0; i < Levels; i++)
        {
            int at = i * 9;
            bytes[at] = 0xD0;
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 1), bytes.Length - at - 5);
            bytes[at + 8] = (byte)(i == Levels - 1 ? 0 : 1);
        }

        Assert.Throws<FormatException>(() => AmqpValueCheck.Check(bytes, 0));
    }

    [Fact]
    public void Check_ChainOfDescriptors_IsRefused() =>
        Assert.Throws<FormatException>(() => AmqpValueCheck.Check(new byte[1_000_000], 0));

    [Theory]
    [InlineData("F0000000057FFFFFFF40")] // an array of 2 billion nulls
    [InlineData("D00000000500000005")] // a list that claims more elements than it has bytes
    [InlineData("C00401404040")] // a list with bytes left over
    [InlineData("B0FFFFFFFF00")] // a binary beyond the end
    [InlineData("A1")] // a string without a length
    [InlineData("3F")] // an unknown format
    [InlineData("")]
    public void Check_MalformedValue_IsRefused(string hex) =>
        Assert.Throws<FormatException>(() => AmqpValueCheck.Check(Convert.FromHexString(hex), 0));

    [Theory]
    [InlineData("40", 1)]
    [InlineData("45", 1)]
    [InlineData("C0030240 41", 5)]
    [InlineData("E0 06 02 A3 01 61 01 62", 8)]
    [InlineData("005324 45", 4)]
    public void Check_GoodValue_ReturnsItsEnd(string hex, int end) =>
        Assert.Equal(
            end,
            AmqpValueCheck.Check(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), 0)
        );

    [Fact]
    public void Check_AnyBytes_EndInAVerdict() =>
        Gen
            .Byte.Array[0, 64]
            .Sample(
                bytes =>
                {
                    try
                    {
                        Assert.InRange(AmqpValueCheck.Check(bytes, 0), 1, bytes.Length);
                    }
                    catch (FormatException)
                    {
                        // The other verdict.
                    }
                },
                iter: 20_000
            );
}
