using System.Text.Json;
using Azure.Storage.Blobs;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Integration;

[Trait("Level", "Process")]
public sealed class ServicesTests(AzuriteFixture fixture)
{
    private const string Fraud = "default/default/default/fraud";
    private const string BlobName = $"{Fraud}.json";

    private readonly BlobContainerClient _container = new(
        fixture.Azurite.ConnectionString,
        $"services-{Guid.NewGuid():N}"[..20]
    );

    [Fact]
    public async Task Show_NoDocument_SaysWhoseSettingsHold()
    {
        await _container.CreateAsync();
        ToolRun run = await RunAsync("show", "fraud");
        Assert.Equal((0, "no document: the settings of the apps hold\n", ""), (run.Code, run.Out, run.Error));
        using var json = JsonDocument.Parse((await RunAsync("show", "fraud", "--json")).Out);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("document").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("revision").ValueKind);
    }

    [Theory]
    [InlineData("show", "fraud")]
    [InlineData("disable", "fraud")]
    [InlineData("list")]
    public async Task Container_Missing_IsNamedWithTheMend(params string[] args)
    {
        ToolRun run = await RunAsync(args);
        Assert.Equal(1, run.Code);
        Assert.Contains($"There is no container {_container.Name} in the account devstoreaccount1.", run.Error);
        Assert.Contains("--settings-container", run.Error);
    }

    [Fact]
    public async Task Disable_NoDocumentYet_WritesOneThatSaysWhoAndWhen()
    {
        await _container.CreateAsync();
        DateTimeOffset start = DateTimeOffset.UtcNow;
        ToolRun run = await RunAsync("disable", "fraud", "--as", "ann@host");
        Assert.True(run.Code == 0, run.ToString());
        Assert.Equal($"{Fraud}: enabled: (not said) -> false, a new document, revision 1, by ann@host\n", run.Out);
        ServiceSettings written = await ReadAsync();
        Assert.Equal((1, "ann@host", false), (written.Revision, written.ChangedBy, written.Enabled));
        Assert.InRange(written.ChangedAt!.Value, start.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));

        // Once more: nothing to write.
        ToolRun again = await RunAsync("disable", "fraud", "--as", "bo@host");
        Assert.Equal($"{Fraud}: it is so already, and nothing is written: revision 1, by ann@host\n", again.Out);
        Assert.Equal(written, await ReadAsync());
    }

    [Fact]
    public async Task Change_WithoutAs_IsByTheUserOfTheMachine()
    {
        await _container.CreateAsync();
        Assert.Equal(0, (await RunAsync("heartbeat", "fraud", "on")).Code);
        Assert.Equal($"{Environment.UserName}@{Environment.MachineName}", (await ReadAsync()).ChangedBy);
    }

    [Fact]
    public async Task Heartbeat_WithAnInterval_IsKeptUntilAnotherIsSaid()
    {
        await _container.CreateAsync();
        Assert.Equal(0, (await RunAsync("heartbeat", "fraud", "on", "--every", "00:10:00")).Code);
        Assert.Equal((true, 600), ((await ReadAsync()).Heartbeat, (await ReadAsync()).HeartbeatSeconds));
        Assert.Equal(0, (await RunAsync("heartbeat", "fraud", "off")).Code);
        Assert.Equal((false, 600), ((await ReadAsync()).Heartbeat, (await ReadAsync()).HeartbeatSeconds));

        var run = await RunAsync("heartbeat", "fraud", "on", "--every", "00:00:30");
        Assert.Equal(1, run.Code);
        Assert.Contains("--every takes a time from 00:01:00 to 1.00:00:00", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_KeepsWhatItIsNotAbout()
    {
        await _container.CreateAsync();
        await UploadAsync(
            """
            { "$schema": "s", "version": 1, "revision": 3, "enabled": true, "invented": [1],
              "sampling": { "rate": 0.5, "key": "customer", "salt": "x" },
              "collectors": [ { "model": "m", "identifier": "inputs", "enabled": true, "invented": 2 } ] }
            """
        );
        ToolRun run = await RunAsync("disable", "fraud", "--model", "m", "--identifier", "inputs", "--as", "ann");
        Assert.Equal(
            $"{Fraud}: model m, version *, identifier inputs: enabled: true -> false, revision 4, by ann\n",
            run.Out
        );
        Assert.Equal(0, (await RunAsync("sample", "fraud", "25%", "--as", "ann")).Code);
        using JsonDocument document = JsonDocument.Parse(await DownloadAsync());
        JsonElement root = document.RootElement;
        Assert.Equal(1, Assert.Single(root.GetProperty("invented").EnumerateArray()).GetInt32());
        Assert.Equal("s", root.GetProperty("$schema").GetString());
        Assert.Equal(0.25m, root.GetProperty("sampling").GetProperty("rate").GetDecimal());
        Assert.Equal("customer", root.GetProperty("sampling").GetProperty("key").GetString());
        Assert.Equal("x", root.GetProperty("sampling").GetProperty("salt").GetString());
        JsonElement entry = Assert.Single(root.GetProperty("collectors").EnumerateArray());
        Assert.False(entry.GetProperty("enabled").GetBoolean());
        Assert.Equal(2, entry.GetProperty("invented").GetInt32());
        Assert.Equal(5, root.GetProperty("revision").GetInt32());
    }

    [Theory]
    [InlineData("{ \"version\": 1, \"enabled\": \"no\" }", "true or false is accepted", "never overwritten")]
    [InlineData("{ nonsense", "is not JSON", "never overwritten")]
    [InlineData("{ \"version\": 2, \"enabled\": false }", "of version 2", "use the tool of that release")]
    public async Task Document_ThatIsNotRead_IsNeverOverwritten(string document, params string[] problems)
    {
        await _container.CreateAsync();
        await UploadAsync(document);
        foreach (
            string[] args in (string[][])
                [
                    ["enable", "fraud"],
                    ["redact", "fraud", "c", "drop"],
                    ["show", "fraud"],
                ]
        )
        {
            ToolRun run = await RunAsync(args);
            Assert.Equal(1, run.Code);
            Assert.All(problems, it => Assert.Contains(it, run.Error));
            Assert.Equal("", run.Out);
        }
        Assert.Equal(document, await DownloadAsync());
        ToolRun list = await RunAsync("list");
        Assert.Equal(0, list.Code);
        Assert.Contains(problems[0], list.Out);
    }

    [Fact]
    public async Task Change_SomebodyElseIsFaster_IsMadeOnTopOfTheirs()
    {
        await _container.CreateAsync();
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        using var meanwhile = proxy.Arm(
            request => request.Operation == BlobOperation.PutBlob,
            new BlobFault { BeforeForward = _ => RunAsync("diagnostics", "fraud", "on", "--as", "bo") }
        );
        ToolRun run = await RunAsync(proxy.ConnectionString, ["disable", "fraud", "--as", "ann"]);
        Assert.Equal($"{Fraud}: enabled: (not said) -> false, revision 2, by ann\n", run.Out);
        ServiceSettings written = await ReadAsync();
        Assert.Equal((true, false, 2), (written.Diagnostics, written.Enabled, written.Revision));
    }

    [Fact]
    public async Task Change_SomebodyElseIsAlwaysFaster_EndsAndSaysSo()
    {
        await _container.CreateAsync();
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        int rounds = 0;
        using var always = proxy.Arm(
            request => request.Operation == BlobOperation.PutBlob,
            new BlobFault { BeforeForward = _ => RunAsync("sample", "fraud", $"0.{++rounds}", "--as", "bo") },
            times: int.MaxValue
        );
        ToolRun run = await RunAsync(proxy.ConnectionString, ["disable", "fraud"]);
        Assert.Equal(1, run.Code);
        Assert.Contains("during each of 3 attempts", run.Error);
        Assert.Equal(3, rounds);
        Assert.Null((await ReadAsync()).Enabled);
    }

    [Fact]
    public async Task Change_AnswerIsLost_SaysThatItMayBeWritten()
    {
        await _container.CreateAsync();
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        using var lost = proxy.Arm(request => request.Operation == BlobOperation.PutBlob, BlobFault.LoseResponse);
        ToolRun run = await RunAsync(proxy.ConnectionString, ["disable", "fraud", "--as", "ann"]);
        Assert.Equal(1, run.Code);
        Assert.Contains("It is not known whether", run.Error);
        Assert.DoesNotContain("sig=", run.ToString());
        ToolRun again = await RunAsync(proxy.ConnectionString, ["disable", "fraud", "--as", "ann"]);
        Assert.Contains("it is so already", again.Out);
    }

    [Fact]
    public async Task DryRun_PrintsTheDocumentAndWritesNothing()
    {
        await _container.CreateAsync();
        ToolRun run = await RunAsync("redact", "fraud", "name", "drop", "--as", "ann\u001b", "--dry-run");
        Assert.StartsWith(
            "default/default/default/fraud: redaction of name: (not said) -> drop, a new document, revision 1, by ann\\u{1b}\n",
            run.Out
        );
        string document = run.Out[run.Out.IndexOf('{', run.Out.IndexOf("would be", StringComparison.Ordinal))..];
        using JsonDocument printed = JsonDocument.Parse(document);
        Assert.Equal("ann\u001b", printed.RootElement.GetProperty("changedBy").GetString());
        Assert.DoesNotContain('\u001b', run.Out);
        Assert.False(await _container.GetBlobClient(BlobName).ExistsAsync());
    }

    [Fact]
    public async Task Json_OfAChange_HasWhatChangedAndTheDocument()
    {
        await _container.CreateAsync();
        using JsonDocument json = JsonDocument.Parse((await RunAsync("enable", "fraud", "--json")).Out);
        JsonElement root = json.RootElement;
        Assert.Equal("default/default/default/fraud", root.GetProperty("service").GetString());
        Assert.Equal((1, true), (root.GetProperty("revision").GetInt32(), root.GetProperty("written").GetBoolean()));
        JsonElement change = Assert.Single(root.GetProperty("changes").EnumerateArray());
        Assert.Equal(
            ("enabled", "(not said)", "true"),
            (
                change.GetProperty("what").GetString(),
                change.GetProperty("before").GetString(),
                change.GetProperty("after").GetString()
            )
        );
        Assert.True(root.GetProperty("document").GetProperty("enabled").GetBoolean());

        string dry = (await RunAsync("disable", "fraud", "--json", "--dry-run")).Out;
        Assert.Contains("\"written\": false", dry);
        Assert.True((await ReadAsync()).Enabled);
    }

    [Theory]
    [InlineData("sampling.key is", "sample", "fraud", "0.5", "--key", "$Timestamp")]
    [InlineData("redaction[0].column is", "redact", "fraud", "$RequestId", "mask")]
    [InlineData("changedBy is", "enable", "fraud", "--as", "")]
    [InlineData("There can be no such web service", "enable", "")]
    [InlineData("Give either a method", "redact", "fraud", "c")]
    [InlineData("Give either a method", "redact", "fraud", "c", "mask", "--remove")]
    [InlineData("'7'", "redact", "fraud", "c", "7")]
    [InlineData("'yes'", "diagnostics", "fraud", "yes")]
    [InlineData("A rate is a number from 0", "sample", "fraud", "10")]
    [InlineData("--workspace takes", "show", "fraud", "--workspace", "a/b")]
    [InlineData("--settings-container takes the name", "show", "fraud", "--settings-container", "a/../b")]
    public async Task Arguments_ThatDoNotDo_AreRefusedAndNothingIsWritten(string problem, params string[] args)
    {
        await _container.CreateAsync();
        ToolRun run = await RunAsync(args);
        Assert.Equal(1, run.Code);
        Assert.Contains(problem, run.Error);
        Assert.False(await _container.GetBlobClient(BlobName).ExistsAsync());
    }

    [Fact]
    public async Task List_SeveralServices_ShowsEachAndPassesOverTheRest()
    {
        await _container.CreateAsync();
        await _container.GetBlobClient("notes.txt").UploadAsync(BinaryData.FromString("somebody's"));
        Assert.Equal(0, (await RunAsync("disable", "fraud", "--as", "ann\u202e")).Code);
        string[] other = ["--workspace", "s/my group/w", "--as", "bo"];
        Assert.Equal(0, (await RunAsync(["sample", "credit v2", "0.10", "--key", "id", .. other])).Code);
        ToolRun list = await RunAsync("list");
        string[] lines = list.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Matches(
            @"^default/default/default/fraud +false +\(not said\) +unknown +unknown +1  20.*Z  ann\\u\{202e\}$",
            lines[1]
        );
        Assert.Matches(
            @"^s/my~20group/w/credit~20v2 +\(not said\) +0\.1 by id +unknown +unknown +1  20.*Z  bo$",
            lines[2]
        );
        using JsonDocument json = JsonDocument.Parse((await RunAsync("list", "--json")).Out);
        Assert.Equal(2, json.RootElement.GetArrayLength());
        Assert.Equal("id", json.RootElement[1].GetProperty("sampling").GetProperty("key").GetString());
        Assert.Equal("ann\u202e", json.RootElement[0].GetProperty("changedBy").GetString());
    }

    [Fact]
    public async Task List_WhatItPrints_IsWhatTheOtherCommandsTake()
    {
        await _container.CreateAsync();
        string[] own = ["--workspace", "s/my group/w"];
        Assert.Equal(0, (await RunAsync(["enable", "credit v2", .. own])).Code);
        string printed = (await RunAsync("list")).Out.Split('\n')[1].Split(' ')[0];

        Assert.Contains("service:     s/my~20group/w/credit~20v2\n", (await RunAsync("show", printed)).Out);
        ToolRun change = await RunAsync("disable", printed, "--as", "bo");
        Assert.Equal($"{printed}: enabled: true -> false, revision 2, by bo\n", change.Out);
        Assert.Single(await Pipeline.NamesAsync(_container));

        // What is none is refused, and makes no document.
        foreach (
            string[] args in (string[][])
                [
                    ["enable", "a/b"],
                    ["enable", "a/b/c/d e"],
                    ["enable", printed, .. own],
                ]
        )
        {
            ToolRun refused = await RunAsync(args);
            Assert.Equal(1, refused.Code);
            Assert.Contains("workspace", refused.Error);
        }
        Assert.Single(await Pipeline.NamesAsync(_container));
    }

    [Fact]
    public async Task Show_EverythingSaid_IsPrintedEscaped()
    {
        await _container.CreateAsync();
        await UploadAsync(
            """
            { "version": 1, "revision": 7, "changedAt": "2026-11-23T05:41:11Z", "changedBy": "A\u001b[2J", "enabled": false,
              "diagnostics": true, "spool": "x", "redaction": [ { "column": "c\u202e", "method": "mask" } ],
              "collectors": [ { "model": "m\u001b", "identifier": "*", "sampling": { "rate": 0.01 } } ] }
            """
        );
        ToolRun run = await RunAsync("show", "fraud");
        Assert.Contains("enabled:     false\n", run.Out);
        Assert.Contains("heartbeat:   (not said)\n", run.Out);
        Assert.Contains("redaction:   c\\u{202e} mask\n", run.Out);
        Assert.Contains("revision:    7\nchanged at:  2026-11-23 05:41:11Z\nchanged by:  A\\u{1b}[2J\n", run.Out);
        Assert.Contains("spool is ignored", run.Out);
        Assert.Matches(@"\nm\\u\{1b\} +\* +\* +\(not said\) +0\.01 by \$RequestId +\(not said\)\n", run.Out);
        Assert.DoesNotContain('\u001b', run.Out);
    }

    [Fact]
    public async Task Account_OfTheState_IsReadFromTheEnvironmentBeforeThatOfTheData()
    {
        await _container.CreateAsync();
        var variables = new Dictionary<string, string>
        {
            ["State__ConnectionString"] = fixture.Azurite.ConnectionString + "\n",
            ["Blobs__ConnectionString"] = "nonsense",
            ["Settings__Container"] = _container.Name,
        };
        ToolRun run = await ToolRun.StartAsync(variables, ["services", "show", "fraud"]);
        Assert.True(run.Code == 0, run.ToString());
        variables.Remove("State__ConnectionString");
        Assert.Contains("malformed", (await ToolRun.StartAsync(variables, ["services", "show", "fraud"])).Error);
    }

    [Fact]
    public async Task Account_WrongKey_IsRefusedWithTheMendAndWithoutASecret()
    {
        await _container.CreateAsync();
        string key = Convert.ToBase64String(new byte[64]);
        string wrong = System.Text.RegularExpressions.Regex.Replace(
            fixture.Azurite.ConnectionString,
            "AccountKey=[^;]+",
            $"AccountKey={key}"
        );
        ToolRun run = await RunAsync(wrong, ["disable", "fraud"]);
        Assert.Equal(1, run.Code);
        Assert.Contains("the clock of this machine", run.Error);
        Assert.DoesNotContain(key, run.ToString());
        Assert.DoesNotContain("sig=", run.ToString());
    }

    private async Task<ServiceSettings> ReadAsync()
    {
        string document = await DownloadAsync();
        Assert.True(
            ServiceSettings.TryRead(System.Text.Encoding.UTF8.GetBytes(document), out var settings, out var problem),
            problem?.Text
        );
        return settings;
    }

    private async Task<string> DownloadAsync() =>
        (await _container.GetBlobClient(BlobName).DownloadContentAsync()).Value.Content.ToString();

    private async Task UploadAsync(string document) =>
        await _container.GetBlobClient(BlobName).UploadAsync(BinaryData.FromString(document), overwrite: true);

    private Task<ToolRun> RunAsync(params string[] args) => RunAsync(fixture.Azurite.ConnectionString, args);

    private Task<ToolRun> RunAsync(string state, string[] args) =>
        ToolRun.StartAsync([
            "services",
            .. args,
            "--state",
            state,
            .. args.Contains("--settings-container") ? (string[])[] : ["--settings-container", _container.Name],
        ]);
}
