using System.Globalization;
using ModelData.Cli.Commands;

namespace ModelData.Cli.Tests.Commands;

[Trait("Level", "Unit")]
public sealed class TimeArgumentTests
{
    [Theory]
    [InlineData("2026-03-07", "2026-03-07T00:00:00.0000000+00:00")]
    [InlineData("2026-03-07T12:30", "2026-03-07T12:30:00.0000000+00:00")]
    [InlineData("2026-03-07T12:30:15Z", "2026-03-07T12:30:15.0000000+00:00")]
    [InlineData("2026-03-07 12:30:15Z", "2026-03-07T12:30:15.0000000+00:00")]
    [InlineData("2026-03-07T12:30:15.037+00:00", "2026-03-07T12:30:15.0370000+00:00")]
    [InlineData("2026-03-07T12:30:15.1234567+02:00", "2026-03-07T10:30:15.1234567+00:00")]
    public void Read_TimeOfIso8601_IsUtcUnlessItSaysOtherwise(string text, string time) =>
        Assert.Equal(time, TimeArgument.Read("--from", text).ToString("O", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("07/03/2026")]
    [InlineData("03/07/2026")]
    [InlineData("7.3.2026")]
    [InlineData("2026/03/07")]
    [InlineData("2026-3-7")]
    [InlineData("2026-03")]
    [InlineData("26-03-07")]
    [InlineData("20260307")]
    [InlineData("12:00")]
    [InlineData("7 March 2026")]
    [InlineData("Sat, 07 Mar 2026 12:00:00 GMT")]
    [InlineData("2026-03-07T12")]
    [InlineData("2026-03-07 12:00 PM")]
    [InlineData("2026-03-07T12:00:00 +02:00")]
    [InlineData("2026-03-07T12:00:00+2")]
    [InlineData("2026-02-30")]
    [InlineData("2026-13-01")]
    [InlineData("2026-03-07T25:00")]
    [InlineData("2026-03-07T12:00:00+15:00")]
    [InlineData("2026-03-07\n")]
    [InlineData(" 2026-03-07")]
    [InlineData("٢٠٢٦-٠٣-٠٧")]
    [InlineData("")]
    public void Read_AnythingElse_IsRefused(string text) =>
        Assert.Contains(
            "--from takes a time",
            Assert.Throws<CommandFailedException>(() => TimeArgument.Read("--from", text)).Message
        );
}
