using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Time.Testing;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Integration;

/// <summary><c>services list</c> says what was collected where it can be told, and unknown where not.</summary>
[Trait("Level", "Integration")]
public sealed class ServiceRowsTests(AzuriteFixture fixture)
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly string Today = $"{Now:yyyy/MM/dd}";
    private static readonly string Yesterday = $"{Now.AddDays(-1):yyyy/MM/dd}";

    // It stands still, so that the day does not end meanwhile.
    private readonly FakeTimeProvider _time = new(Now);

    [Fact]
    public async Task List_DataFilesAreGiven_SaysTheLastRowAndTheRowsOfToday()
    {
        BlobContainerClient settings = await fixture.CreateContainerAsync();
        BlobContainerClient data = await fixture.CreateContainerAsync();
        foreach (string service in (string[])["idle", "new one", "old", "plain"])
        {
            string name = ServiceSettings.BlobName("sub", "rg", "ws", service);
            await settings.GetBlobClient(name).UploadAsync(BinaryData.FromString("{ \"version\": 1 }"));
        }
        await UploadAsync(data, $"new~20one/m/1/inputs/{Today}/data.csv", rows: 10, last: Now);
        await UploadAsync(data, $"new~20one/m/1/inputs/{Today}/data.parquet", rows: 10, last: Now, copies: 10);
        await UploadAsync(data, $"new~20one/m/1/outputs/{Yesterday}/data.csv", rows: 5, last: Now.AddDays(-1));
        await UploadAsync(data, $"old/m/1/inputs/{Yesterday}/data.csv", rows: 5, last: Now.AddDays(-1));
        await data.GetBlobClient($"sub/rg/ws/plain/m/1/inputs/{Today}/data.csv")
            .UploadAsync(BinaryData.FromString("x\n"));

        ToolRun run = await RunAsync(settings, data.Name);

        Assert.True(run.Code == 0, $"{run}");
        string[] lines = run.Out.Split('\n');
        Assert.Matches("idle .* none since yesterday +0 ", lines[1]);
        Assert.Matches($"new~20one .* {Now:u} +10 ", lines[2]);
        Assert.Matches($"old .* {Now.AddDays(-1):u} +0 ", lines[3]);
        Assert.Matches("plain .* unknown +unknown ", lines[4]);

        ToolRun json = await RunAsync(settings, data.Name, "--json");
        JsonElement[] services = [.. JsonDocument.Parse(json.Out).RootElement.EnumerateArray()];
        Assert.Equal(10, services[1].GetProperty("rowsToday").GetInt32());
        Assert.Equal(JsonValueKind.Null, services[3].GetProperty("rowsToday").ValueKind);
    }

    [Fact]
    public async Task List_DataCannotBeRead_SaysOnceWhy()
    {
        BlobContainerClient settings = await fixture.CreateContainerAsync();
        string name = ServiceSettings.BlobName("sub", "rg", "ws", "svc");
        await settings.GetBlobClient(name).UploadAsync(BinaryData.FromString("{ \"version\": 1 }"));

        ToolRun run = await RunAsync(settings, "no-such-container");

        Assert.True(run.Code == 0, $"{run}");
        Assert.Matches("sub/rg/ws/svc .* unknown +unknown ", run.Out);
        Assert.StartsWith("What was collected is unknown: Storage refused: 404", run.Error, StringComparison.Ordinal);
    }

    private static async Task UploadAsync(
        BlobContainerClient data,
        string path,
        int rows,
        DateTimeOffset last,
        int copies = 0
    ) =>
        await data.GetBlobClient($"sub/rg/ws/{path}")
            .UploadAsync(
                BinaryData.FromString("x\n"),
                new BlobUploadOptions
                {
                    Metadata = new Dictionary<string, string>
                    {
                        ["modeldata"] = "1",
                        ["rows"] = $"{rows}",
                        ["copies"] = $"{copies}",
                        ["last"] = last.UtcDateTime.ToString("O"),
                    },
                }
            );

    private Task<ToolRun> RunAsync(BlobContainerClient settings, string data, params string[] args) =>
        ToolRun.StartAsync(
            new()
            {
                ["Blobs__ConnectionString"] = fixture.Azurite.ConnectionString,
                ["Blobs__Container"] = data,
                ["Settings__Container"] = settings.Name,
            },
            ["services", "list", .. args],
            _time
        );
}
