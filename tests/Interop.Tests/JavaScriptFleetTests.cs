using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Testing;

namespace ModelData.Interop;

/// <summary>
/// A consumer on the official SDK and a worker of ours in one consumer group, with the same checkpoint container: each takes the partitions of the
/// other over and
/// goes on from its checkpoints. A proof of the hand-over and of the wire, not a way to run: what the consumer processes never becomes rows by it.
/// </summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
[Trait("Topic", "Fleet")]
public sealed class JavaScriptFleetTests : IAsyncLifetime
{
    private const string Container = "modeldata-state";
    private const string Hub = "modeldata";
    private const int Partitions = 4;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private AzuriteProcess _azurite = null!;
    private BrokerProcess _broker = null!;
    private TestSender _sender = null!;
    private int _sent;

    public async ValueTask InitializeAsync()
    {
        _azurite = await AzuriteProcess.StartAsync();
        _broker = await BrokerProcess.StartAsync(new BrokerOptions { DataFolder = _folder.Path, HubName = Hub });
        _sender = new TestSender(_broker.ConnectionString, Hub);
    }

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        await _broker.DisposeAsync();
        await _azurite.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task HandOver_ToTheOfficialSdkAndBack_EachGoesOnBehindTheOther()
    {
        await SendAsync(40);
        await using (var worker = await StartWorkerAsync("first"))
        {
            await RowsAsync(40, worker);
            Assert.Equal(0, await worker.TerminateAsync(Deadline));
        }

        await SendAsync(40);
        await using (var script = await StartScriptAsync())
        {
            var processed = await ProcessedAsync(script, 40);
            // What the worker has done does not come again.
            Assert.All(processed, one => Assert.InRange(one.SequenceNumber, 10, 19));
            Assert.Equal(40, processed.Distinct().Count());
            await script.TerminateAsync(Deadline);
        }

        await SendAsync(40);
        await using var adopting = await StartWorkerAsync("second", adopts: true);
        await RowsAsync(80, adopting);
        // What the consumer has done is no row.
        Assert.Equal([.. Enumerable.Range(0, 40), .. Enumerable.Range(80, 40)], await ReadRowsAsync());
    }

    [Fact]
    public async Task Together_WithKills_ShareFairlyAndEveryEventIsARowOnce()
    {
        await using var worker = await StartWorkerAsync("first");
        await OwnersAsync(ours: 4, theirs: 0);
        await using var script = await StartScriptAsync();
        await OwnersAsync(ours: 2, theirs: 2);
        await SendAsync(40);
        await script.WaitForAsync("processed", Deadline);

        script.Kill();
        await OwnersAsync(ours: 4, theirs: 0);
        await SendAsync(40);
        // Not from the consumer's checkpoints, but from its own states: nothing is left out.
        await RowsAsync(80, worker);

        await using var again = await StartScriptAsync();
        await OwnersAsync(ours: 2, theirs: 2);
        worker.Kill();
        await OwnersAsync(ours: 0, theirs: 4);
        await SendAsync(40);
        await ProcessedAsync(again, 40, from: 80 / Partitions);

        await using var last = await StartWorkerAsync("last");
        await OwnersAsync(ours: 2, theirs: 2);
        again.Kill();
        await OwnersAsync(ours: 4, theirs: 0);
        await RowsAsync(120, last);
        Assert.Equal(Enumerable.Range(0, 120), await ReadRowsAsync());
        Assert.DoesNotContain("fail:", last.Process.Output);
    }

    private Task<WorkerProcess> StartWorkerAsync(string name, bool adopts = false) =>
        WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = _broker.ConnectionString,
                BlobsConnectionString = _azurite.ConnectionString,
                HubName = Hub,
                Identity = name,
                Settings = new Dictionary<string, string>
                {
                    ["Flush__MaxAge"] = "00:00:00.2",
                    ["Checkpoints__SaveInterval"] = "00:00:00.2",
                    ["Checkpoints__Adopt"] = $"{adopts}",
                    ["LoadBalancing__Interval"] = "00:00:01",
                    ["LoadBalancing__Expiry"] = "00:00:03",
                },
            }
        );

    private async Task<ScriptRun> StartScriptAsync()
    {
        await new BlobContainerClient(_azurite.ConnectionString, Container).CreateIfNotExistsAsync();
        var script = await JavaScriptSdk.StartAsync(
            "process.mjs",
            new
            {
                connectionString = _broker.ConnectionString,
                hub = Hub,
                storage = _azurite.ConnectionString,
                container = Container,
            }
        );
        await script.WaitForAsync("subscribed", Deadline);
        return script;
    }

    /// <summary>Sends numbered rows, one per event, to all partitions in turn.</summary>
    private async Task SendAsync(int count)
    {
        for (int end = _sent + count; _sent < end; _sent++)
        {
            var row = TestSender.Create(
                BinaryData.FromString($$"""{"number":{{_sent}}}""").ToMemory(),
                "application/json",
                null,
                [
                    new("cloudEvents:specversion", "1.0"),
                    new("cloudEvents:id", $"{_sent}"),
                    new("cloudEvents:source", "test"),
                    new("cloudEvents:type", "modeldata.rows"),
                    new("cloudEvents:formatversion", "1.0"),
                    new("cloudEvents:model", $"m{_sent % Partitions}"),
                    new("cloudEvents:day", "2026-02-03"),
                ]
            );
            await _sender.SendToPartitionAsync(row, $"{_sent % Partitions}");
        }
    }

    private static async Task<List<(string Partition, int SequenceNumber)>> ProcessedAsync(
        ScriptRun script,
        int count,
        int from = 0
    )
    {
        List<(string Partition, int SequenceNumber)> processed = [];
        await Eventually.IsTrueAsync(
            () =>
            {
                processed =
                [
                    .. script
                        .Said.Where(said => said["processed"] is not null)
                        .SelectMany(said =>
                            ((JsonArray)said["sequenceNumbers"]!).Select(number =>
                                (said["processed"]!.GetValue<string>(), number!.GetValue<int>())
                            )
                        )
                        .Where(one => one.Item2 >= from),
                ];
                return processed.Distinct().Count() >= count;
            },
            Deadline,
            () => $"{count} events to be processed, {processed.Count} are"
        );
        return processed;
    }

    private async Task OwnersAsync(int ours, int theirs)
    {
        var container = new BlobContainerClient(_azurite.ConnectionString, Container);
        List<string> owners = [];
        await Eventually.IsTrueAsync(
            async token =>
            {
                owners = [];
                await foreach (var blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, token))
                {
                    if (blob.Name.Contains("/ownership/", StringComparison.Ordinal))
                    {
                        owners.Add(blob.Metadata["ownerid"]);
                    }
                }

                return owners.Count(IsOurs) == ours
                    && owners.Count(owner => owner.Length > 0 && !IsOurs(owner)) == theirs;
            },
            Deadline,
            () =>
                $"{ours} partitions to be the worker's and {theirs} the consumer's; owners are {string.Join(", ", owners)}"
        );
    }

    // The official SDK has random ids, without a name before.
    private static bool IsOurs(string owner) => owner.Contains('/');

    private async Task RowsAsync(int count, WorkerProcess worker)
    {
        int rows = 0;
        await Eventually.IsTrueAsync(
            async _ => (rows = (await ReadRowsAsync()).Count) >= count,
            Deadline,
            () => $"{count} rows, there are {rows}:\n{worker.Process.OutputTail}"
        );
    }

    private async Task<List<int>> ReadRowsAsync()
    {
        var rows = new List<int>();
        var container = new BlobContainerClient(_azurite.ConnectionString, "modeldata");
        for (int partition = 0; partition < Partitions; partition++)
        {
            var blob = container.GetBlobClient(
                $"default/default/default/default/m{partition}/default/default/2026/02/03/data.csv"
            );
            if (await container.ExistsAsync() && await blob.ExistsAsync())
            {
                string text = (await blob.DownloadContentAsync()).Value.Content.ToString();
                rows.AddRange(
                    text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                        .Skip(1)
                        .Select(line => int.Parse(line.Split(',')[^1]))
                );
            }
        }

        rows.Sort();
        return rows;
    }
}
