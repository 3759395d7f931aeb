using Microsoft.Extensions.Logging;

namespace ModelData.LocalEventHubs.CommandLine;

[Trait("Level", "Unit")]
public sealed class ErrorOutputLogTests
{
    [Fact]
    public void Log_WarningWithItsCause_IsOneLine()
    {
        using var output = new StringWriter();
        using var log = new ErrorOutputLog(output);
        ILogger sut = log.CreateLogger("any");

        sut.Log(LogLevel.Information, new EventId(1), "quiet", null, (state, _) => state);
        sut.Log(LogLevel.Warning, new EventId(7), "loud", new IOException("first\nsecond"), (state, _) => state);

        Assert.Equal("Warning 7: loud IOException: first second" + Environment.NewLine, output.ToString());
    }
}
