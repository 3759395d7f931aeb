using Azure.Storage.Blobs;
using ModelData.Testing;

namespace ModelData.Interop;

/// <summary>Rows that the official SDK sends in the documented format, through the worker into files.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class JavaScriptRowsTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private const string Csv = """"
        $Timestamp,$CorrelationId,$RequestId,name,score
        2026-02-03T04:05:06.000007Z,c1,00000000-0000-0000-0000-000000000000,"Zoë, the ""first""",0.25
        2026-02-03T04:05:07.000000Z,,00000000-0000-0000-0000-000000000000,,

        """";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Rows_InTheDocumentedFormat_BecomeLinesOfDataCsv()
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        await using var worker = await WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = fixture.Broker.ConnectionString,
                BlobsConnectionString = azurite.ConnectionString,
                Settings = new Dictionary<string, string> { ["Flush__MaxAge"] = "00:00:00.5" },
            }
        );

        var said = await JavaScriptSdk.RunAsync(
            "collect.mjs",
            new
            {
                connectionString = fixture.Broker.ConnectionString,
                hub = BrokerFixture.Hub,
                day = "2026-02-03",
                model = "any",
                csv = Csv,
                rowCount = 2,
                json = new[] { new { name = "Ada", score = 0.5 }, new { name = "Bob", score = 1.0 } },
            },
            Deadline
        );
        Assert.Equal(2, Assert.Single(said)["sent"]?.GetValue<int>());

        Assert.Equal(Csv, await ReadAsync(azurite, worker, "csv"));
        var json = (await ReadAsync(azurite, worker, "json")).Split('\n');
        Assert.Equal("$Timestamp,$CorrelationId,$RequestId,name,score", json[0]);
        Assert.Equal(["Ada,0.5", "Bob,1"], json[1..3].Select(it => string.Join(',', it.Split(',')[3..])));
    }

    private static async Task<string> ReadAsync(AzuriteProcess azurite, WorkerProcess worker, string identifier)
    {
        var name = $"default/default/default/from-javascript/any/default/{identifier}/2026/02/03/data.csv";
        var blob = new BlobContainerClient(azurite.ConnectionString, "modeldata").GetBlobClient(name);
        await Eventually.IsTrueAsync(
            async token => await blob.ExistsAsync(token),
            Deadline,
            () => $"there is no {name}:\n{worker.Process.Output}"
        );
        return (await blob.DownloadContentAsync()).Value.Content.ToString();
    }
}
