using System.Text;

namespace ModelData.LocalEventHubs.Amqp;

/// <summary>Bytes written by hand from the AMQP 1.0 specification, part 5.3.</summary>
[Trait("Level", "Unit")]
public sealed class SaslFramesTests
{
    [Fact]
    public void Mechanisms_Encoded_EqualTheSpecification()
    {
        string names = Hex("\u0007MSSBCBS\u0005PLAIN\tANONYMOUS");
        Assert.Equal(
            "0000002A" + "02010000" + "005340" + "C01D01" + "E01A03A3" + names,
            Convert.ToHexString(SaslFrames.Mechanisms)
        );
    }

    [Fact]
    public void EncodeOutcome_Accepted_EqualsTheSpecification() =>
        Assert.Equal(
            "0000001A" + "02010000" + "005344" + "C00D02" + "5000" + "A008" + Hex("Welcome!"),
            Convert.ToHexString(SaslFrames.EncodeOutcome(SaslFrames.OkCode))
        );

    [Fact]
    public void ReadInit_OfTheJavaScriptSdk_IsRead()
    {
        // sasl-init ["ANONYMOUS", 0x00 "key", "host"]
        byte[] body = Convert.FromHexString(
            "005341" + "C01803" + "A309" + Hex("ANONYMOUS") + "A004" + "00" + Hex("key") + "A104" + Hex("host")
        );

        (string mechanism, byte[] response) = SaslFrames.ReadInit(body);

        Assert.Equal("ANONYMOUS", mechanism);
        Assert.Equal("\0key"u8.ToArray(), response);
    }

    [Theory]
    [InlineData("")]
    [InlineData("005341")]
    [InlineData("00534145")]
    [InlineData("005340C00101")]
    [InlineData("005341C0020140")]
    public void ReadInit_OtherBytes_AreRefused(string hex) =>
        Assert.Throws<FormatException>(() => SaslFrames.ReadInit(Convert.FromHexString(hex)));

    [Fact]
    public void ReadPlain_NameAndKey_AreSplit()
    {
        Assert.Equal(("name", "a:b=="), SaslFrames.ReadPlain("\0name\0a:b=="u8));
        Assert.Equal(("name", "key"), SaslFrames.ReadPlain("other\0name\0key"u8));
        Assert.Null(SaslFrames.ReadPlain("name"u8));
        Assert.Null(SaslFrames.ReadPlain("a\0name"u8));
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.ASCII.GetBytes(text));
}
