using Amqp;

namespace ModelData.LocalEventHubs.Amqp;

[Trait("Level", "Unit")]
public sealed class FrameGuardTests
{
    private readonly FrameGuard _sut = new(1024 * 1024);

    [Theory]
    [InlineData("02000000")] // empty
    [InlineData("02000000" + "005311" + "C00402" + "40" + "520A")] // begin
    [InlineData("02000000" + "005310" + "C00301A100")] // open
    [InlineData("02000000" + "005314" + "C00302" + "43" + "43" + "FFFF")] // transfer with a payload
    public void Check_GoodFrame_Passes(string hex) => _sut.Check(Convert.FromHexString(hex));

    [Theory]
    [InlineData("")]
    [InlineData("020000")]
    [InlineData("03000000005310C00301A100")] // an extended header
    [InlineData("02010000005310C00301A100")] // a SASL frame
    [InlineData("02000000A100")] // no performative
    [InlineData("02000000005310A100")] // not a list
    [InlineData("02000000005310C0FF01A100")] // beyond the end
    [InlineData("02000000005314C00301A1FF")] // a handle of another type
    public void Check_MalformedFrame_IsRefused(string hex) =>
        Assert.Throws<FormatException>(() => _sut.Check(Convert.FromHexString(hex)));

    [Fact]
    public void Check_MessageWithoutEnd_IsRefused()
    {
        byte[] frame = CreateTransfer(hasMore: true, payloadBytes: 512 * 1024);
        for (int i = 0; i < 8; i++)
        {
            _sut.Check(frame);
        }

        var refused = Assert.Throws<AmqpException>(() => _sut.Check(frame));
        Assert.Equal("amqp:link:message-size-exceeded", refused.Error.Condition);
    }

    [Fact]
    public void Check_MessagesThatEnd_AreCountedAnew()
    {
        for (int i = 0; i < 100; i++)
        {
            _sut.Check(CreateTransfer(hasMore: true, payloadBytes: 512 * 1024));
            _sut.Check(CreateTransfer(hasMore: false, payloadBytes: 512 * 1024));
        }
    }

    private static byte[] CreateTransfer(bool hasMore, int payloadBytes) =>
        [
            .. Convert.FromHexString("02000000" + "005314" + "C00806" + "43" + "5201" + "40" + "43" + "42"),
            (byte)(hasMore ? 0x41 : 0x42),
            .. new byte[payloadBytes],
        ];
}
