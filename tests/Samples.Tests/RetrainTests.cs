using System.Globalization;
using System.Text.RegularExpressions;
using ModelData.Testing;

namespace ModelData.Samples;

/// <summary>The program that retrains, on rows that the real pipeline has collected.</summary>
[Trait("Level", "Process")]
public sealed partial class RetrainTests(CollectedPenguins collected) : IClassFixture<CollectedPenguins>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Run_RowsOfThePipeline_JoinsEveryRequestAndBeatsTheDeployedModel()
    {
        var (exitCode, output) = await RunAsync("--blobs", collected.Azurite.ConnectionString);

        Assert.True(exitCode == 0, output);
        Assert.Equal(collected.Requests, Cell(output, @"joined on \$RequestId", 0));
        // It was trained on two islands, and is asked about three.
        Assert.Matches("│ island .*Dream .*│ +drifted", output);
        Assert.Matches("│ sex .*│ +stable", output);
        // The deployed model has never met the species of the third island.
        var (old, retrained) = (Cell(output, "accuracy", 1), Cell(output, "accuracy", 2));
        Assert.InRange(old, 50, 90);
        Assert.InRange(retrained, 95, 100);
        Assert.Equal(0, Cell(output, "Chinstrap", 1));
    }

    [Fact]
    public async Task Run_EmptyText_IsToldFromNull()
    {
        var (exitCode, output) = await RunAsync("--blobs", collected.Azurite.ConnectionString);

        Assert.True(exitCode == 0, output);
        Assert.Equal(PenguinTraffic.WithoutSex, Cell(output, "sex", 0));
        Assert.Equal(PenguinTraffic.WithEmptySex, Cell(output, "sex", 1));
    }

    [Fact]
    public async Task Run_FileGrowsBeforeItIsRead_ReadsTheNewVersionWhole()
    {
        await using var proxy = await BlobFaultProxy.StartAsync(collected.Azurite);
        using var growth = proxy.Arm(
            request => request.Operation == BlobOperation.GetBlob,
            new BlobFault { BeforeForward = TouchAsync },
            times: 2
        );

        var (exitCode, output) = await RunAsync("--blobs", proxy.ConnectionString);

        Assert.True(exitCode == 0, output);
        Assert.Equal(2, Regex.Count(output, "grew while it was read"));
        Assert.Equal(collected.Requests, Cell(output, @"joined on \$RequestId", 0));
    }

    [Fact]
    public async Task Run_FileGrowsForEver_EndsWithTheReason()
    {
        await using var proxy = await BlobFaultProxy.StartAsync(collected.Azurite);
        using var growth = proxy.Arm(
            request => request.Operation == BlobOperation.GetBlob,
            BlobFault.Refuse(412, "ConditionNotMet"),
            times: int.MaxValue
        );

        var (exitCode, output) = await RunAsync("--blobs", proxy.ConnectionString);

        Assert.True(exitCode == 1, output);
        Assert.Contains("times while it was read", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FolderWithASibling_JoinsTheRowsOfBothFiles()
    {
        using var folder = await DownloadAsync();
        var file = InputsOf(folder);
        var lines = await File.ReadAllLinesAsync(file);
        await File.WriteAllLinesAsync(file, lines[..100]);
        // Another shape: a column more, in front of the features.
        var sibling = lines[100..].Select(line => WithColumn(line, "7")).Prepend(WithColumn(lines[0], "age"));
        await File.WriteAllLinesAsync(file.Replace("data.csv", "data-0123456789abcdef.csv"), sibling);
        await File.WriteAllTextAsync(file.Replace("data.csv", "database.csv"), "not,the,worker's\n1,2,3\n");

        var (exitCode, output) = await RunAsync("--folder", folder.Path);

        Assert.True(exitCode == 0, output);
        Assert.Equal(collected.Requests, Cell(output, @"joined on \$RequestId", 0));
    }

    [Fact]
    public async Task Run_RowsThatNoIdTellsApart_AreLeftOutAndCounted()
    {
        using var folder = await DownloadAsync();
        var file = InputsOf(folder);
        var lines = await File.ReadAllLinesAsync(file);
        var outside = lines[1].Split(',');
        outside[2] = Guid.Empty.ToString();
        await File.AppendAllLinesAsync(file, [string.Join(',', outside), lines[2]]);

        var (exitCode, output) = await RunAsync("--folder", folder.Path);

        Assert.True(exitCode == 0, output);
        // One outside a request, and two of one request.
        Assert.Equal(3, Cell(output, "inputs that no id tells apart", 0));
        Assert.Equal(collected.Requests - 1, Cell(output, @"joined on \$RequestId", 0));
    }

    [Fact]
    public async Task Run_DaysWithoutRows_EndsWithTheReason()
    {
        var (exitCode, output) = await RunAsync([
            "--blobs",
            collected.Azurite.ConnectionString,
            "--from",
            "2020-01-01",
            "--to",
            "2020-01-02",
        ]);

        Assert.True(exitCode == 1, output);
        Assert.Contains("FAILED There is no file of inputs in these days", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ConnectionStringIsNone_SaysSoAndDoesNotRepeatIt()
    {
        var (exitCode, output) = await RunAsync("--blobs", "somebody's-key");

        Assert.True(exitCode == 1, output);
        Assert.Contains("FAILED --blobs is not", output, StringComparison.Ordinal);
        Assert.DoesNotContain("somebody", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using var retrain = await ChildProcess.StartAsync("retrain", Repository.Program("Retrain"), arguments);
        return (await retrain.WaitForExitAsync().WaitAsync(Deadline), retrain.Output);
    }

    /// <summary>The number in a cell of a printed table, without a percent sign.</summary>
    private static double Cell(string output, string row, int column)
    {
        var line = Regex.Match(output, $@"^│ {row} +│(?<cells>.*)│", RegexOptions.Multiline);
        Assert.True(line.Success, $"no row {row} in\n{output}");
        var number = Number().Match(line.Groups["cells"].Value.Split('│')[column]).Value;
        return double.Parse(number, CultureInfo.InvariantCulture);
    }

    private static string InputsOf(TemporaryFolder folder) =>
        Directory
            .EnumerateFiles(folder.Path, "data.csv", SearchOption.AllDirectories)
            .First(it => it.Contains("/inputs/", StringComparison.Ordinal));

    private static string WithColumn(string line, string value)
    {
        // No system column is quoted here.
        var parts = line.Split(',', 4);
        return $"{parts[0]},{parts[1]},{parts[2]},{value},{parts[3]}";
    }

    private async Task<TemporaryFolder> DownloadAsync()
    {
        var folder = new TemporaryFolder();
        await foreach (var blob in collected.Container.GetBlobsAsync())
        {
            var path = Path.Combine(folder.Path, blob.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await collected.Container.GetBlobClient(blob.Name).DownloadToAsync(path);
        }
        return folder;
    }

    /// <summary>Gives a blob another version, as a commit does.</summary>
    private async Task TouchAsync(BlobRequest request)
    {
        var blob = collected.Container.GetBlobClient(request.BlobName);
        await blob.SetMetadataAsync((await blob.GetPropertiesAsync()).Value.Metadata);
    }

    [GeneratedRegex(@"[\d.,]+")]
    private static partial Regex Number();
}
