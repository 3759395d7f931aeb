using CsCheck;

namespace ModelData.LocalEventHubs.Storage;

[Trait("Level", "Unit")]
public sealed class EventCheckTests
{
    private static readonly string[] Heads = ["005370", "005372", "005373", "005375", ""];

    [Theory]
    [InlineData("005375A0026869")]
    [InlineData("00537045" + "005371C10100")]
    [InlineData("")]
    public void Check_KnownBytes_DoNotThrow(string hex)
    {
        EventCheck.Check(Convert.FromHexString(hex), out ReadOnlySpan<byte> key);
        Assert.True(key.IsEmpty);
    }

    [Theory]
    [InlineData("6869")] // no section
    [InlineData("005375A0FF6869")] // beyond the end
    [InlineData("005375A100")] // data that is a string
    [InlineData("005375A00268690053704 5")] // a header behind the body
    [InlineData("005372C1020140")] // a map with half a pair
    [InlineData("005372A100")] // annotations that are no map
    [InlineData("005379A000")] // an unknown section
    [InlineData("0053704500537045")] // two headers
    public void Check_MalformedEvent_IsRefused(string hex) =>
        Assert.Throws<FormatException>(() =>
            EventCheck.Check(
                Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)),
                out ReadOnlySpan<byte> _
            )
        );

    [Fact]
    public void Check_WhatPasses_CanBeEncoded() =>
        Gen
            .Byte.Array[0, 40]
            .Select(Gen.Int[0, Heads.Length - 1], (tail, head) => (head: Heads[head], tail))
            .Sample(
                parts =>
                {
                    byte[] message = [.. Convert.FromHexString(parts.head), .. parts.tail];
                    try
                    {
                        EventCheck.Check(message, out ReadOnlySpan<byte> _);
                    }
                    catch (FormatException)
                    {
                        return;
                    }

                    EventEncoder.Encode(message, new EventStamp(1, 2, 3), default, new byte[message.Length + 200]);
                },
                iter: 20_000
            );
}
