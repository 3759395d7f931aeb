using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Integration;

/// <summary><c>status</c>, <c>lag</c> and <c>doctor</c> on a real pipeline, with a worker and without.</summary>
[Trait("Level", "Process")]
public sealed class StatusCommandTests(AzuriteFixture fixture)
{
    [Fact]
    public async Task StatusAndLag_WithAndWithoutAWorker_TellTheSameAndEndAccordingly()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString, partitions: 2);
        await using (WorkerProcess worker = await pipeline.StartWorkerAsync())
        {
            await pipeline.SendAsync(1, 0, 3);
            await pipeline.ExpectAsync($"{Pipeline.Folder}/data.csv", [0, 1, 2]);
            ToolRun well = await EventuallyAsync(
                pipeline,
                it => it.Out.Contains("is in its file (", StringComparison.Ordinal),
                "status"
            );
            Assert.True(well.Code == 0, $"{well}");
            Assert.Matches("svc/model/1/inputs +2026-03-07 +\\d+ s ago +3 ", well.Out);
            Assert.Equal(0, (await RunAsync(pipeline, "lag")).Code);
            Assert.Equal(0, await worker.TerminateAsync(Pipeline.Deadline));
        }

        ToolRun none = await RunAsync(pipeline, "status");
        Assert.Equal(4, none.Code);
        Assert.StartsWith("Not working: ", none.Out, StringComparison.Ordinal);
        Assert.Contains("no worker is alive. Start one", none.Out, StringComparison.Ordinal);
        Assert.Contains("troubleshooting.md#worker-none", none.Out, StringComparison.Ordinal);
        ToolRun json = await RunAsync(pipeline, "status", "--json");
        using JsonDocument document = JsonDocument.Parse(json.Out);
        Assert.Equal("broken", document.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(2, document.RootElement.GetProperty("partitions").GetArrayLength());
        ToolRun lag = await RunAsync(pipeline, "lag", "--json");
        Assert.Equal(4, lag.Code);
        Assert.Equal(2, JsonDocument.Parse(lag.Out).RootElement.GetArrayLength());
        Assert.Contains("no worker is alive", lag.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_AWorkerRuns_AllIsWellAndTheTestRowArrives()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString, partitions: 2);
        await using WorkerProcess worker = await pipeline.StartWorkerAsync(
            new() { ["EventHubs__Retention"] = "1.00:00:00", ["Output__Formats"] = "parquet" }
        );
        await EventuallyAsync(
            pipeline,
            it => it.Code == 0 && it.Out.Contains("ok       retention", StringComparison.Ordinal),
            "doctor"
        );
        ToolRun run = await RunAsync(pipeline, "doctor", "--send");

        Assert.Matches("(?m)^ok +consumer group +\\$Default exists, and a worker reads with it$", run.Out);
        Assert.Matches("(?m)^ok +retention +the hub keeps events for 1 d 0 h", run.Out);
        Assert.Matches("(?m)^ok +test row +from the hub into .*/modeldata-doctor/.*data.parquet in ", run.Out);
    }

    [Fact]
    public async Task Doctor_ThingsAreMissing_EachIsSaidWithItsMend()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await pipeline.Data.CreateAsync();
        await pipeline.State.CreateAsync();
        Dictionary<string, string> variables = Variables(pipeline);
        variables["EventHubs__ConsumerGroup"] = "nobody-made-it";
        variables["State__ConnectionString"] = ReadOnly(pipeline.State);

        ToolRun run = await ToolRun.StartAsync(variables, ["doctor"]);

        Assert.Equal(4, run.Code);
        Assert.Matches(
            "(?m)^fails +consumer group +nobody-made-it: .*\n +Look at EventHubs__HubName and EventHubs__ConsumerGroup",
            run.Out
        );
        Assert.Matches(
            "(?m)^look +state +container .* can be read, and not written\n +Enough to look; a worker needs",
            run.Out
        );
        Assert.Matches("(?m)^fails +dead letters +container .*: the container does not exist", run.Out);
        Assert.Matches("(?m)^unknown +blob versioning +there is no blob yet", run.Out);
        Assert.Matches("(?m)^unknown +retention ", run.Out);
        // It looks, and leaves nothing behind.
        Assert.Empty(await Pipeline.NamesAsync(pipeline.Data));
        Assert.Empty(await Pipeline.NamesAsync(pipeline.State));
    }

    private static string ReadOnly(BlobContainerClient container)
    {
        var account = new BlobServiceClient(container.GetParentBlobServiceClient().Uri);
        Uri signed = container
            .GetParentBlobServiceClient()
            .GenerateAccountSasUri(
                AccountSasPermissions.Read | AccountSasPermissions.List,
                DateTimeOffset.UtcNow.AddHours(1),
                AccountSasResourceTypes.All
            );
        return $"BlobEndpoint={account.Uri};SharedAccessSignature={signed.Query.TrimStart('?')}";
    }

    private Dictionary<string, string> Variables(Pipeline pipeline) =>
        new()
        {
            ["EventHubs__ConnectionString"] = pipeline.Broker.ConnectionString,
            ["EventHubs__HubName"] = Pipeline.Hub,
            ["Blobs__ConnectionString"] = fixture.Azurite.ConnectionString,
            ["Blobs__Container"] = pipeline.Data.Name,
            ["State__Container"] = pipeline.State.Name,
            ["DeadLetters__Container"] = pipeline.DeadLetters.Name,
        };

    private Task<ToolRun> RunAsync(Pipeline pipeline, params string[] args) =>
        ToolRun.StartAsync(Variables(pipeline), args);

    private async Task<ToolRun> EventuallyAsync(Pipeline pipeline, Func<ToolRun, bool> condition, params string[] args)
    {
        ToolRun? run = null;
        await Eventually.IsTrueAsync(
            async _ => condition(run = await RunAsync(pipeline, args)),
            Pipeline.Deadline,
            () => $"{string.Join(' ', args)} to say something else than {run}"
        );
        return run!;
    }
}
