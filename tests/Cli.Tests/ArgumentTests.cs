using System.CommandLine;
using Azure.Messaging.EventHubs;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Cli.Replay;
using ModelData.Ingestion.Settings;

namespace ModelData.Cli.Tests;

[Trait("Level", "Unit")]
public sealed class ArgumentTests
{
    private const string Secret = "c2VjcmV0";

    [Fact]
    public async Task Blobs_NotGiven_SaysWhatToSet()
    {
        ToolRun run = await ToolRun.StartAsync("files", "ls");
        Assert.Equal(1, run.Code);
        Assert.Contains("Blobs__ConnectionString", run.Error);
    }

    [Theory]
    [InlineData($"https://name.blob.core.windows.net/?sv=1&sig={Secret}")]
    [InlineData("http://name.blob.core.windows.net")]
    public async Task Blobs_AddressThatDoesNotDo_IsRefusedWithoutTheSecret(string address)
    {
        ToolRun run = await ToolRun.StartAsync("files", "ls", "--blobs", address);
        Assert.Equal(1, run.Code);
        Assert.Contains("https, without a query", run.Error);
        Assert.DoesNotContain(Secret, run.ToString());
    }

    [Fact]
    public async Task Hub_NamespaceWithoutAName_SaysWhatToSet()
    {
        CommandContext context = CommandContext.OfProcess() with { Variable = _ => null };
        var sut = new HubOptions(context, "listen");
        var command = new Command("c");
        sut.AddTo(command);

        CommandFailedException failure = Assert.Throws<CommandFailedException>(() =>
            sut.Read(command.Parse(["--hub", "name.servicebus.windows.net"]))
        );
        Assert.Contains("EventHubs__HubName", failure.Message);
        EventHubsSettings settings = sut.Read(
            command.Parse(["--hub", "name.servicebus.windows.net", "--hub-name", "h"])
        );
        Assert.Equal(
            ("", "name.servicebus.windows.net", "h"),
            (settings.ConnectionString, settings.FullyQualifiedNamespace, settings.HubName)
        );
        await using EventHubConnection connection = sut.Open(
            command.Parse(["--hub", "name.servicebus.windows.net", "--hub-name", "h"])
        );
        Assert.Equal("name.servicebus.windows.net", connection.FullyQualifiedNamespace);
    }

    [Theory]
    [InlineData("EventHubs__ConnectionString", "c2VjcmV0", "EventHubs__ConnectionString is no connection string")]
    [InlineData(
        "EventHubs__ConnectionString",
        "name.servicebus.windows.net",
        "stands in EventHubs__FullyQualifiedNamespace"
    )]
    [InlineData(
        "EventHubs__ConnectionString",
        "Endpoint=sb://name;SharedAccessKey=c2VjcmV0",
        "EventHubs__ConnectionString cannot be used"
    )]
    [InlineData("EventHubs__FullyQualifiedNamespace", "Endpoint=sb://name;SharedAccessKey=c2VjcmV0", "no host name")]
    [InlineData("--hub", "c2VjcmV0", "--hub takes a connection string")]
    [InlineData("--hub", "Endpoint=sb//name;SharedAccessKeyName=n;SharedAccessKey=c2VjcmV0", "--hub cannot be used")]
    public void Hub_MistypedConnectionString_IsNotTakenForANamespace(string place, string text, string problem)
    {
        CommandContext context = CommandContext.OfProcess() with { Variable = name => name == place ? text : null };
        var sut = new HubOptions(context, "listen");
        var command = new Command("c");
        sut.AddTo(command);

        string[] hub = place == "--hub" ? ["--hub", text] : [];
        CommandFailedException failure = Assert.Throws<CommandFailedException>(() =>
            sut.Read(command.Parse([.. hub, "--hub-name", "h"]))
        );
        Assert.Contains(problem, failure.Message);
        Assert.DoesNotContain(Secret, failure.Message);
    }

    [Theory]
    [InlineData("modeldata --help", "statsu")]
    [InlineData("modeldata files --help", "files")]
    [InlineData("modeldata files get --help", "files", "get", "a")]
    [InlineData("modeldata services diagnostics --help", "services", "diagnostics", "fraud", "perhaps")]
    [InlineData("modeldata status --help", "status", "--no-such\u001b[2J")]
    public async Task Usage_Wrong_IsOneLineOnTheErrorStream(string help, params string[] args)
    {
        ToolRun run = await ToolRun.StartAsync(args);
        Assert.Equal((1, ""), (run.Code, run.Out));
        Assert.EndsWith($" See `{help}`.\n", run.Error);
        Assert.Equal(run.Error.Length - 1, run.Error.IndexOf('\n'));
        Assert.DoesNotContain('\u001b', run.Error);
    }

    [Fact]
    public async Task Usage_Misspelt_NamesWhatIsSimilar() =>
        Assert.Contains("status", (await ToolRun.StartAsync("statsu")).Error.Split("See")[0]);

    [Fact]
    public async Task Help_OfSeveralContainers_SaysWhichIsWhich()
    {
        string help = string.Join(
            ' ',
            (await ToolRun.StartAsync("status", "--help")).Out.Split(
                (char[]?)null,
                StringSplitOptions.RemoveEmptyEntries
            )
        );
        Assert.Contains("The container of the data files.", help);
        Assert.Contains("The container of the positions that the worker saves.", help);
        Assert.Contains("The container of dead letters.", help);
    }

    [Theory]
    [InlineData("EventHubs__TransportType", "carrier pigeon")]
    [InlineData("EventHubs__CustomEndpointAddress", "not an address")]
    public void Hub_TransportThatIsNone_IsRefusedByName(string variable, string value)
    {
        CommandContext context = CommandContext.OfProcess() with { Variable = name => name == variable ? value : null };
        var sut = new HubOptions(context, "listen");
        var command = new Command("c");
        sut.AddTo(command);

        CommandFailedException failure = Assert.Throws<CommandFailedException>(() =>
            sut.Read(command.Parse(["--hub", "name.servicebus.windows.net", "--hub-name", "h"]))
        );
        Assert.Contains(variable, failure.Message);
    }

    [Theory]
    [InlineData("127.0.0.1", null, null)]
    [InlineData("event-hubs", null, "EventHubs__AllowPlaintext=true")]
    [InlineData("event-hubs", "true\n", null)]
    [InlineData("127.0.0.1", "perhaps", "EventHubs__AllowPlaintext is true or false")]
    public void Hub_EmulatorFromASecret_IsTrimmedAndNeedsASettingForAnotherMachine(
        string host,
        string? allowed,
        string? problem
    )
    {
        string text =
            $"Endpoint=sb://{host};SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true;EntityPath=hub";
        var variables = new Dictionary<string, string?>
        {
            ["EventHubs__ConnectionString"] = text + "\n",
            ["EventHubs__HubName"] = "hub\r\n",
            ["EventHubs__AllowPlaintext"] = allowed,
        };
        var sut = new HubOptions(
            CommandContext.OfProcess() with
            {
                Variable = name => variables.GetValueOrDefault(name),
            },
            "listen"
        );
        var command = new Command("c");
        sut.AddTo(command);

        if (problem is null)
        {
            EventHubsSettings settings = sut.Read(command.Parse([]));
            Assert.Equal((text, "hub"), (settings.ConnectionString, settings.HubName));
        }
        else
        {
            var failure = Assert.Throws<CommandFailedException>(() => sut.Read(command.Parse([])));
            Assert.Contains(problem, failure.Message);
        }
    }

    [Fact]
    public void Account_Address_IsOpenedWithoutAKey() =>
        Assert.Equal(
            "https://name.blob.core.windows.net/c",
            new StorageAccount("https://name.blob.core.windows.net").Open("c").Uri.ToString()
        );

    [Theory]
    [InlineData($"AccountKey={Secret}")]
    [InlineData($"nonsense {Secret}")]
    [InlineData($"AccountName=a;AccountKey=!{Secret};EndpointSuffix=x")]
    public async Task Blobs_Malformed_IsRefusedWithoutTheSecret(string connectionString)
    {
        ToolRun run = await ToolRun.StartAsync("files", "ls", "--blobs", connectionString);
        Assert.Equal(1, run.Code);
        Assert.Contains("malformed", run.Error);
        Assert.DoesNotContain(Secret, run.ToString());
    }

    [Theory]
    [InlineData("--day", "tomorrow")]
    [InlineData("--from", "2026-03-08", "--to", "2026-03-07")]
    [InlineData("--day", "today", "--to", "2026-03-07")]
    [InlineData("--workspace", "a/b")]
    public async Task Filter_Contradiction_IsRefused(params string[] options)
    {
        ToolRun run = await ToolRun.StartAsync(["files", "ls", .. options]);
        Assert.Equal(1, run.Code);
        Assert.Contains("--", run.Error);
    }

    [Theory]
    [InlineData("dead-letters", "resubmit")]
    [InlineData("dead-letters", "resubmit", "--all", "--reason", "gap")]
    [InlineData("dead-letters", "resubmit", "--all", "--from", "2026-03-07")]
    [InlineData("dead-letters", "resubmit", "name", "--all")]
    [InlineData("dead-letters", "resubmit", "name", "--before", "2026-03-07")]
    public async Task Resubmit_NotExactlyOneSelection_IsRefused(params string[] args)
    {
        ToolRun run = await ToolRun.StartAsync(args);
        Assert.Equal(1, run.Code);
        Assert.Contains("Give one of", run.Error);
    }

    [Theory]
    [InlineData("ls", "--from")]
    [InlineData("resubmit", "--before")]
    public async Task DeadLetters_NoTime_IsRefused(string command, string option)
    {
        foreach (string text in (string[])["earlier", "07/03/2026"])
        {
            ToolRun run = await ToolRun.StartAsync(["dead-letters", command, option, text]);
            Assert.Equal(1, run.Code);
            Assert.Contains($"{option} takes a time", run.Error);
        }
    }

    [Theory]
    [InlineData("--unpadded needs --into", "--unpadded")]
    [InlineData("names the data container", "--into", "modeldata")]
    [InlineData("--from takes a time", "--from", "now")]
    [InlineData("--to takes a time", "--to", "earliest")]
    [InlineData("--to takes a time", "--to", "07/03/2026")]
    [InlineData("--from takes a time", "--from", "7.3.2026")]
    [InlineData("--formats takes csv", "--formats", "xml")]
    [InlineData("--position takes", "--position", "0=1", "--position", "0=2")]
    [InlineData("--position takes", "--position", "0=-1")]
    [InlineData("--from-day is later than --to-day", "--from-day", "2026-03-08", "--to-day", "2026-03-07")]
    public void Replay_Contradiction_IsRefused(string problem, params string[] args)
    {
        var context = new CommandContext(TextWriter.Null, TextWriter.Null, false, _ => null, TimeProvider.System);
        var options = new ReplayOptions(context);
        var command = new Command("replay");
        options.AddTo(command);
        var data = new BlobContainerClient("UseDevelopmentStorage=true", "modeldata");
        var failure = Assert.Throws<CommandFailedException>(() =>
            options.Read(
                command.Parse(args),
                () => new EventHubsSettings(),
                new StorageAccount("UseDevelopmentStorage=true"),
                data
            )
        );
        Assert.Contains(problem, failure.Message);
    }

    [Theory]
    [InlineData("Exit codes: 0 done; 1", "--help")]
    [InlineData("--consumer-group", "replay", "--help")]
    [InlineData("--snapshot", "files", "get", "--help")]
    [InlineData("Exit code 0 only when", "files", "status", "--help")]
    [InlineData("Checkpoints__DuplicateWindow", "dead-letters", "resubmit", "--help")]
    [InlineData("modeldata-deadletters", "dead-letters", "ls", "--help")]
    public async Task Help_SaysWhatAnOperatorNeeds(string text, params string[] args)
    {
        ToolRun run = await ToolRun.StartAsync(args);
        Assert.Equal(0, run.Code);
        Assert.Contains(text, string.Join(' ', run.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }
}
