using ModelData.Ingestor.Hosting;

namespace ModelData.Ingestion.Tests.Hosting;

/// <summary>What is no setting on the command line is named, where the platform says nothing or has a stack trace.</summary>
[Trait("Level", "Unit")]
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("-Flush:MaxAge is no setting", "-Flush:MaxAge=secret")]
    [InlineData("-v is no setting", "-v")]
    [InlineData("--Flush:MaxAge has no value", "--Flush:MaxAge")]
    [InlineData("Argument 3 is no setting", "--urls", "http://*:0", "secret")]
    public void FindProblem_ArgumentThatIsNoSetting_IsNamedWithTheForm(string expected, params string[] arguments)
    {
        string? problem = CommandLine.FindProblem(arguments);

        Assert.StartsWith(
            expected,
            problem?.Replace(" (command line)", "").Replace(" of the command line", ""),
            StringComparison.Ordinal
        );
        Assert.Contains("--Section:Name=value", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void FindProblem_EveryFormOfASetting_IsNone() =>
        Assert.Null(
            CommandLine.FindProblem(["--Flush:MaxAge=00:00:10", "--Flush:MaxBytes", "-1", "Layout:Padded=true"])
        );
}
