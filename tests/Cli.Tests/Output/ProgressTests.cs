using Microsoft.Extensions.Time.Testing;
using ModelData.Cli.Output;

namespace ModelData.Cli.Tests.Output;

/// <summary>Progress is for a person: on a terminal's error stream, after a second, with rate and time left.</summary>
[Trait("Level", "Unit")]
public sealed class ProgressTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly StringWriter _out = new() { NewLine = "\n" };

    public void Dispose()
    {
        _error.Dispose();
        _out.Dispose();
    }

    [Fact]
    public void Line_AfterASecond_HasRateAndTimeLeft()
    {
        using (var sut = new Progress(Context(showsProgress: true), "copying", Progress.Count("files"), 100))
        {
            sut.Add(10);
            Assert.Equal("", _error.ToString());
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("\r\e[Kcopying: 10 files of 100 files, 10 files/s, 9 s left", _error.ToString());
        }
        Assert.EndsWith("left\r\e[K", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Print_Meanwhile_ComesInPlaceOfTheLine()
    {
        using var sut = new Progress(Context(showsProgress: true), "waiting");
        _time.Advance(TimeSpan.FromSeconds(1));
        sut.Print("result\n");
        sut.PrintError("problem");
        Assert.Equal("\r\e[Kwaiting: 1 s\r\e[Kproblem\n", _error.ToString());
        Assert.Equal("result\n", _out.ToString());
    }

    [Fact]
    public void Line_NoPersonReads_IsNone()
    {
        using (var sut = new Progress(Context(showsProgress: false), "copying", Progress.Bytes))
        {
            sut.Add(10);
            _time.Advance(TimeSpan.FromMinutes(1));
            sut.Print("result\n");
        }
        Assert.Equal("", _error.ToString());
        Assert.Equal("result\n", _out.ToString());
    }

    [Theory]
    [InlineData(512, "0.5 KiB")]
    [InlineData(1024 * 1024 * 3 / 2, "1.5 MiB")]
    [InlineData(3.0 * 1024 * 1024 * 1024, "3.0 GiB")]
    public void Bytes_Of_AreInTheLargestUnit(double number, string text) => Assert.Equal(text, Progress.Bytes(number));

    private CommandContext Context(bool showsProgress) =>
        new(_out, _error, IsTerminal: false, _ => null, _time) { ShowsProgress = showsProgress };
}
