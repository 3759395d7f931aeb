using System.Globalization;
using ModelData.Cli.Services;

namespace ModelData.Cli.Tests.Services;

[Trait("Level", "Unit")]
public sealed class RateArgumentTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("1", "1")]
    [InlineData("0.1", "0.1")]
    [InlineData(".5", "0.5")]
    [InlineData("0.000000001", "0.000000001")]
    [InlineData("10%", "0.1")]
    [InlineData("0.5%", "0.005")]
    [InlineData("100%", "1")]
    [InlineData("0%", "0")]
    public void Read_AShare_IsExact(string text, string rate) =>
        Assert.Equal(decimal.Parse(rate, CultureInfo.InvariantCulture), RateArgument.Read(text));

    [Theory]
    [InlineData("10")]
    [InlineData("1.1")]
    [InlineData("-0.1")]
    [InlineData("101%")]
    [InlineData("0,1")]
    [InlineData("1e-1")]
    [InlineData("0.0000000001")]
    [InlineData("0.000000001%")]
    [InlineData("0.50000000000000000000000000000000001")]
    [InlineData("%")]
    [InlineData("10 %")]
    [InlineData(" 1")]
    [InlineData("")]
    [InlineData("NaN")]
    public void Read_AnythingElse_IsRefused(string text) =>
        Assert.Contains(
            "for example 0.1 or 10%",
            Assert.Throws<CommandFailedException>(() => RateArgument.Read(text)).Message
        );
}
