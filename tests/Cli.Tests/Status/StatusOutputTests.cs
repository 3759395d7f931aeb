using System.Text.Json;
using ModelData.Cli.Status;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing.Status;

namespace ModelData.Cli.Tests.Status;

/// <summary>What is known and what is not stands in the output as such, whatever names are like.</summary>
[Trait("Level", "Unit")]
public sealed class StatusOutputTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly PipelineStatus Behind = new()
    {
        Verdict = PipelineVerdict.Behind,
        Summary = "Rows come late: partition 1: 12 events wait.",
        Problems =
        [
            new ReportedProblem(
                ProblemCatalogue.PartitionBehind,
                "partition 1",
                "12 events wait, the oldest for 2 min 5 s",
                "Look at storage",
                TimeSpan.FromSeconds(125)
            ),
        ],
        At = Now,
        Hub = "hub in ns, consumer group $Default",
        Retention = null,
        Partitions =
        [
            new PartitionStatus("0")
            {
                End = 41,
                DoneUpTo = 41,
                Waiting = 0,
                LagAtLeast = TimeSpan.Zero,
                LagAtMost = TimeSpan.Zero,
                IsHeld = true,
                Owner = "w1",
                OwnerAge = TimeSpan.FromSeconds(3),
            },
            new PartitionStatus("1")
            {
                UnknownFor = TimeSpan.FromSeconds(40),
                DoneUpTo = 7,
                IsHeld = false,
            },
        ],
        Workers =
        [
            new WorkerStatus("w1")
            {
                IsAlive = true,
                IsReporting = false,
                Partitions = ["0"],
                RenewalAge = TimeSpan.FromSeconds(3),
            },
        ],
        Addresses =
        [
            new AddressStatus(
                new CollectionAddress("s", "r", "w", "\u202Eevil\u001b[2J", "m", "1", "inputs"),
                new DateOnly(2026, 12, 1)
            )
            {
                LastRow = Now.AddSeconds(-4),
                Freshness = TimeSpan.FromSeconds(4),
                Rows = 1234,
                RowsAnHour = 102.8,
                Files = 2,
            },
        ],
        DeadLetters = null,
    };

    [Fact]
    public void Text_UnknownIsUnknown_AndNothingControlsTheTerminal()
    {
        string text = Write(Behind);

        Assert.Equal(
            """
            Rows come late: partition 1: 12 events wait.

            hub in ns, consumer group $Default, 2026-12-01 12:00:00Z

            behind     partition 1: 12 events wait, the oldest for 2 min 5 s (for 2 min 5 s)
                       Look at storage. See troubleshooting.md#partition-behind

            PARTITION      END  SAVED UP TO  WAITING  LAG               RETENTION LEFT  OWNER   RENEWED
                    0       41           41        0  none              nothing waits   w1      3 s ago
                    1  unknown            7  unknown  unknown for 40 s  unknown         nobody  -

            WORKER  RELEASE  PARTITIONS  READING  RENEWED  REPORTED  CLOCK
            w1      unknown           1  unknown  3 s ago  never     unknown

            COLLECTED                         DAY         LAST ROW  ROWS  ROWS AN HOUR  FILES
            \u{202e}evil\u{1b}[2J/m/1/inputs  2026-12-01  4 s ago   1234           103      2

            Dead letters: unknown.

            """,
            text,
            ignoreLineEndingDifferences: true
        );
    }

    [Fact]
    public void Text_WithColours_IsTheSentenceAlone() =>
        Assert.StartsWith(
            "\e[1;33mRows come late: partition 1: 12 events wait.\e[0m\n\nhub in ns",
            Write(Behind, hasColours: true),
            StringComparison.Ordinal
        );

    [Fact]
    public void Text_ManyPartitions_TheWorstAreShownAndTheRestCounted()
    {
        var many = Behind with
        {
            Partitions =
            [
                .. Enumerable
                    .Range(0, 1000)
                    .Select(it => new PartitionStatus($"{it}")
                    {
                        Waiting = it == 777 ? 5 : 0,
                        LagAtLeast = TimeSpan.FromSeconds(it == 777 ? 99 : 0),
                        LagAtMost = TimeSpan.FromSeconds(it == 777 ? 99 : 0),
                        IsHeld = true,
                        Owner = "w1",
                    }),
            ],
        };

        string text = Write(many);

        Assert.Contains("      777 ", text, StringComparison.Ordinal);
        Assert.Contains("and 984 partitions more: modeldata lag", text, StringComparison.Ordinal);
        Assert.True(text.Split('\n').Length < 60);
    }

    [Fact]
    public void Json_UnknownIsNull_AndItIsOneLine()
    {
        using var writer = new StringWriter();
        StatusJson.Write(writer, Behind);
        string text = writer.ToString();

        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        Assert.Equal("behind", root.GetProperty("verdict").GetString());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("deadLetters").ValueKind);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("retentionSeconds").ValueKind);
        var unknown = root.GetProperty("partitions")[1];
        Assert.Equal(JsonValueKind.Null, unknown.GetProperty("waiting").ValueKind);
        Assert.Equal(40, unknown.GetProperty("unknownForSeconds").GetDouble());
        Assert.Equal("partition-behind", root.GetProperty("problems")[0].GetProperty("code").GetString());
        Assert.Equal(4, root.GetProperty("addresses")[0].GetProperty("freshnessSeconds").GetDouble());
    }

    [Theory]
    [InlineData(PipelineVerdict.Well, 0)]
    [InlineData(PipelineVerdict.Behind, 3)]
    [InlineData(PipelineVerdict.Broken, 4)]
    public void ExitCode_IsThatOfTheVerdict(PipelineVerdict verdict, int code) =>
        Assert.Equal(code, ExitCodes.Of(verdict));

    [Fact]
    public async Task Status_NoHubIsGiven_SaysWhatToSet()
    {
        var run = await ToolRun.StartAsync("status");

        Assert.Equal(1, run.Code);
        Assert.Contains("EventHubs__ConnectionString", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_ATimeIsMalformed_SaysWhichAndHow()
    {
        var run = await ToolRun.StartAsync(
            new()
            {
                ["EventHubs__ConnectionString"] =
                    "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=a;SharedAccessKey=YQ==;EntityPath=hub;UseDevelopmentEmulator=true",
                ["Blobs__ConnectionString"] = "UseDevelopmentStorage=true",
                ["EventHubs__Retention"] = "seven days",
            },
            ["lag"]
        );

        Assert.Equal(1, run.Code);
        Assert.Contains("EventHubs__Retention", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Blobs", null, "Blobs__ConnectionString or Blobs__ServiceUri")]
    [InlineData("State", "State__ConnectionString", "State__ConnectionString or State__ServiceUri")]
    [InlineData("--state", null, "at the address in --state")]
    public async Task Status_StorageIsAway_NamesTheSettingThatIsGiven(string place, string? variable, string mend)
    {
        // Nobody listens there.
        const string Away = "BlobEndpoint=http://127.0.0.1:1/a;AccountName=a;AccountKey=YQ==";
        var variables = new Dictionary<string, string>
        {
            ["EventHubs__ConnectionString"] =
                "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=a;SharedAccessKey=YQ==;EntityPath=hub;UseDevelopmentEmulator=true",
            ["Blobs__ConnectionString"] = Away,
        };
        if (variable is not null)
        {
            variables[variable] = Away;
        }
        string[] option = place.StartsWith('-') ? [place, Away] : [];

        ToolRun run = await ToolRun.StartAsync(variables, ["status", .. option]);

        Assert.Equal(4, run.Code);
        Assert.Contains(mend, run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("DeadLetters__", run.Out, StringComparison.Ordinal);
        Assert.Equal(variable is not null, run.Out.Contains("State__", StringComparison.Ordinal));
    }

    // .NET takes a bare number for days.
    [Theory]
    [InlineData("5")]
    [InlineData("00:99:00")]
    [InlineData("soon")]
    public async Task Times_WithoutUnits_AreRefused(string text)
    {
        var run = await ToolRun.StartAsync(
            new() { ["Blobs__ConnectionString"] = "UseDevelopmentStorage=true" },
            ["tail", "--for", text]
        );

        Assert.Equal(1, run.Code);
        Assert.Contains("--for", run.Error, StringComparison.Ordinal);
        Assert.Contains("hh:mm:ss", run.Error, StringComparison.Ordinal);
    }

    private static string Write(PipelineStatus status, bool hasColours = false)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        StatusText.Write(writer, status, hasColours);
        return writer.ToString();
    }
}
