using Azure.Storage.Blobs;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Integration;

/// <summary><c>tail</c>: what is put behind a file is printed once and whole, and nothing that was there before.</summary>
[Trait("Level", "Integration")]
public sealed class TailTests(AzuriteFixture fixture)
{
    private static readonly string Day = DateTime.UtcNow.ToString("yyyy/MM/dd", null);
    private static readonly string File = $"sub/rg/ws/svc/model/1/inputs/{Day}/data.csv";
    private readonly BlobContainerClient _container = new(
        fixture.Azurite.ConnectionString,
        $"tail-{Guid.NewGuid():N}"[..20]
    );

    [Fact]
    public async Task Tail_RowsAreCommitted_ArePrintedOnceWithTheirHeader()
    {
        await _container.CreateAsync();
        await WriteAsync(File, "a,b\n1,before\n");
        await WriteAsync($"sub/rg/ws/other/model/1/inputs/{Day}/data.csv", "a,b\n1,other\n");
        Task<ToolRun> tail = RunAsync("--service", "svc", "--for", "00:00:12");

        // The first look passes over what is there: nothing tells when it was, so rows come until some are seen to be printed.
        for (int row = 2; !tail.IsCompleted; row++)
        {
            await WriteAsync(
                File,
                $"a,b\n1,before\n{string.Concat(Enumerable.Range(2, row - 1).Select(it => $"{it},\"two\nlines\"\n"))}"
            );
            await WriteAsync($"sub/rg/ws/other/model/1/inputs/{Day}/data.csv", $"a,b\n1,other\n{row},other\n");
            await WriteAsync($"sub/rg/ws/svc/model/2/inputs/{Day}/data.parquet", "PAR1");
            await Task.WhenAny(tail, Task.Delay(1000));
        }
        ToolRun run = await tail;

        Assert.True(run.Code == 0, $"{run}");
        Assert.StartsWith($"==> {File} <==\na,b\n", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("before", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("other", run.Out, StringComparison.Ordinal);
        string[] rows = run.Out.Split("\"two\nlines\"\n")[..^1];
        int[] numbers = [.. rows.Select(it => int.Parse(it[(it.LastIndexOf('\n') + 1)..].TrimEnd(',')))];
        Assert.True(numbers.Length > 1, $"{run}");
        Assert.Equal(Enumerable.Range(numbers[0], numbers.Length), numbers);
        // Four bytes are no Parquet file: said once.
        Assert.Equal(1, run.Error.Split("It is not followed.").Length - 1);
    }

    [Fact]
    public async Task Tail_AFileComesLater_IsPrintedFromItsFirstRow()
    {
        await _container.CreateAsync();
        await WriteAsync($"sub/rg/ws/svc/model/1/other/{Day}/data.csv", "a,b\n1,2\n");
        Task<ToolRun> tail = RunAsync(
            "--workspace",
            "sub/rg/ws",
            "--service",
            "svc",
            "--model",
            "model",
            "--model-version",
            "1",
            "--identifier",
            "inputs",
            "--for",
            "00:00:08"
        );
        await Task.WhenAny(tail, Task.Delay(TimeSpan.FromSeconds(3)));
        await WriteAsync(File, "a,b\n1,first\n");

        ToolRun run = await tail;

        Assert.Equal($"==> {File} <==\na,b\n1,first\n", run.Out);
    }

    [Theory]
    [InlineData("bash", "complete -F")]
    [InlineData("zsh", "compdef")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task Completion_OfAShell_AsksTheToolItself(string shell, string registers)
    {
        ToolRun run = await ToolRun.StartAsync("completion", shell);

        Assert.Equal(0, run.Code);
        Assert.Contains(registers, run.Out, StringComparison.Ordinal);
        Assert.Contains("[suggest:", run.Out, StringComparison.Ordinal);
        Assert.Contains(
            "status\n",
            (await ToolRun.StartAsync("[suggest:14]", "modeldata stat")).Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Completion_OfOptions_OffersEachOnceByItsLongName()
    {
        string line = "modeldata files head ";
        string[] offered = (await ToolRun.StartAsync($"[suggest:{line.Length}]", line)).Out.Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );

        Assert.Contains("--rows", offered);
        Assert.Contains("--help", offered);
        Assert.Equal(offered.Distinct(), offered);
        Assert.All(offered, it => Assert.Matches("^(--)?[a-z]", it));
    }

    private Task<ToolRun> RunAsync(params string[] args) =>
        ToolRun.StartAsync(
            new()
            {
                ["Blobs__ConnectionString"] = fixture.Azurite.ConnectionString,
                ["Blobs__Container"] = _container.Name,
            },
            ["tail", .. args]
        );

    private async Task WriteAsync(string name, string text) =>
        await _container.GetBlobClient(name).UploadAsync(BinaryData.FromString(text), overwrite: true);
}
