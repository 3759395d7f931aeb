using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Integration;

/// <summary>What docs/cli.md shows of <c>modeldata services</c> is what it prints.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Docs")]
public sealed partial class ServicesDocumentationTests(AzuriteFixture fixture)
{
    private const string Prompt = "$ modeldata ";

    [Fact]
    public async Task Transcript_OfTheDocument_IsWhatIsPrinted()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "cli.md"));
        string section = page.Split("\n## Services\n")[1].Split("\n## ")[0];
        string transcript = section.Split("```\n")[1];
        BlobContainerClient container = await fixture.CreateContainerAsync();
        string[] storage = ["--state", fixture.Azurite.ConnectionString, "--settings-container", container.Name];
        string printed = "";
        string[] commands = [.. transcript.Split('\n').Where(it => it.StartsWith(Prompt, StringComparison.Ordinal))];
        Assert.True(commands.Length > 5);
        foreach (string command in commands)
        {
            ToolRun run = await ToolRun.StartAsync([.. command[Prompt.Length..].Split(' '), .. storage]);
            Assert.True(run.Code == 0, run.ToString());
            printed += $"{(printed.Length == 0 ? "" : "\n")}{command}\n{run.Out}{run.Error}";
        }
        Assert.Equal(WithoutTimes(transcript), WithoutTimes(printed));
    }

    [Fact]
    public async Task Commands_All_AreInTheTableOfTheDocument()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "cli.md"));
        string table = page.Split("\n## Services\n")[1].Split("\n\n")[1];
        string help = (await ToolRun.StartAsync("services", "--help")).Out.Split("Commands:")[1];
        string[] commands = [.. Command().Matches(help).Select(it => it.Groups[1].Value)];
        Assert.Equal(9, commands.Length);
        Assert.All(commands, it => Assert.Contains($"`{it}", table));
    }

    private static string WithoutTimes(string text) => Time().Replace(text, "<time>");

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}Z")]
    private static partial Regex Time();

    [GeneratedRegex(@"(?m)^  ([a-z]+) ")]
    private static partial Regex Command();
}
