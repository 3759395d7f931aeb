using System.Globalization;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>What a worker, as a process, leaves in the container of the states for whoever looks at the fleet.</summary>
[Trait("Level", "Process")]
public sealed class ReportTests(AzuriteFixture fixture)
{
    private const string File = $"{Pipeline.Folder}/data.csv";
    private const string Group = "127.0.0.1/modeldata/$default";
    private const string Report = $"{Group}/workers/worker.json";

    [Fact]
    public async Task Report_WorkerReads_SaysWhatItReadsAndIsGoneAfterACleanStop()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString, partitions: 2);
        await using var worker = await pipeline.StartWorkerAsync(new() { ["EventHubs__Retention"] = "1.12:00:00" });
        await pipeline.SendAsync(0, 0, 3);
        await pipeline.ExpectAsync(File, [0, 1, 2]);

        var report = await ReadAsync(pipeline, it => Attached(it).SequenceEqual(["0", "1"]));
        Assert.Equal(1, report.GetProperty("version").GetInt32());
        Assert.Equal("worker", report.GetProperty("name").GetString());
        Assert.Equal(await OwnerAsync(pipeline), report.GetProperty("owner").GetString());
        Assert.Matches("^[0-9]+\\.", report.GetProperty("release").GetString());
        Assert.InRange(report.GetProperty("uptimeSeconds").GetDouble(), 0, 600);
        Assert.Equal(129_600, report.GetProperty("retentionSeconds").GetDouble());
        Assert.Equal(300.8, report.GetProperty("lagThresholdSeconds").GetDouble(), 0.001);
        Assert.InRange(report.GetProperty("clockDifferenceSeconds").GetDouble(), -5, 5);
        Assert.Equal(0, report.GetProperty("problems").GetArrayLength());

        Assert.Equal(0, await worker.TerminateAsync(TimeSpan.FromSeconds(30)));
        Assert.DoesNotContain(Report, await Pipeline.NamesAsync(pipeline.State));
        Assert.DoesNotContain("[3014]", worker.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("[3015]", worker.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_WorkerIsKilled_StaysAndTheNextOfItsNameWritesItAnew()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await using (var worker = await pipeline.StartWorkerAsync())
        {
            await ReadAsync(pipeline, it => Attached(it).Any());
            worker.Kill();
        }

        string? lost = (await ReadAsync(pipeline, _ => true)).GetProperty("owner").GetString();

        await using var next = await pipeline.StartWorkerAsync();
        await ReadAsync(pipeline, it => it.GetProperty("owner").GetString() != lost);
    }

    [Fact]
    public async Task State_WasSaved_SaysInItsMetadataHowFarThePartitionIs()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await using (var worker = await pipeline.StartWorkerAsync())
        {
            await pipeline.SendAsync(0, 0, 3);
            await pipeline.SendAsync(1, 3, 2);
            await pipeline.ExpectAsync(File, [0, 1, 2, 3, 4]);
            Assert.Equal(0, await worker.TerminateAsync(TimeSpan.FromSeconds(30)));
        }

        BlobDownloadResult state = await pipeline.State.GetBlobClient($"{Group}/state/0.json").DownloadContentAsync();
        var body = JsonDocument.Parse(state.Content).RootElement;
        var metadata = state.Details.Metadata;
        Assert.Equal("1", metadata["position"]);
        Assert.Equal(1, body.GetProperty("position").GetInt64());
        Assert.Equal(body.GetProperty("incarnation").GetString(), metadata["incarnation"]);
        Assert.Equal(
            body.GetProperty("enqueuedTime").GetDateTimeOffset(),
            DateTimeOffset.ParseExact(metadata["enqueued"], "O", CultureInfo.InvariantCulture)
        );
    }

    private static IEnumerable<string?> Attached(JsonElement report) =>
        report
            .GetProperty("partitions")
            .EnumerateArray()
            .Where(it => it.GetProperty("isAttached").GetBoolean())
            .Select(it => it.GetProperty("id").GetString());

    private static async Task<string> OwnerAsync(Pipeline pipeline)
    {
        var blob = pipeline.State.GetBlobClient($"{Group}/ownership/0");
        return (await blob.GetPropertiesAsync()).Value.Metadata["ownerid"];
    }

    private static async Task<JsonElement> ReadAsync(Pipeline pipeline, Func<JsonElement, bool> isMeant)
    {
        string text = "nothing";
        await Eventually.IsTrueAsync(
            async token =>
            {
                var blob = pipeline.State.GetBlobClient(Report);
                if (!await blob.ExistsAsync(token))
                {
                    return false;
                }

                text = (await blob.DownloadContentAsync(token)).Value.Content.ToString();
                return isMeant(JsonDocument.Parse(text).RootElement);
            },
            Pipeline.Deadline,
            () => $"a report that says it; it says {text}"
        );
        return JsonDocument.Parse(text).RootElement;
    }
}
