using System.Diagnostics;
using System.Globalization;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Observing.Status;
using ModelData.Ingestion.Settings;
using ModelData.LocalEventHubs;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>
/// One look at a large pipeline: a partition has a state and an owner, an open folder a marker. <c>MODELDATA_STATUS_PARTITIONS</c> and
/// <c>MODELDATA_STATUS_FOLDERS</c> set the size; the promise is 3 s for 1,000 and 10,000.
/// </summary>
[Trait("Level", "Integration")]
[Trait("Topic", "Observing")]
public sealed class StatusSizeTests(AzuriteFixture fixture) : IClassFixture<AzuriteFixture>
{
    private const string Hub = "large";
    private static readonly int Partitions = TestSize.Read("MODELDATA_STATUS_PARTITIONS") ?? 100;
    private static readonly int Folders = TestSize.Read("MODELDATA_STATUS_FOLDERS") ?? 500;

    // Beside other tests it may take longer: what is promised is measured by itself.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(
        TestSize.Read("MODELDATA_STATUS_FOLDERS") is null ? 10 : 3
    );

    [Fact]
    public async Task Observe_ManyPartitionsAndFolders_IsWithinItsTime()
    {
        using var folder = new TemporaryFolder();
        await using var broker = await LocalBroker.StartAsync(
            new LocalBrokerOptions
            {
                DataDirectory = folder.Path,
                Hubs = [new HubOptions(Hub, Partitions)],
                Port = 0,
                FlushesToDisk = false,
            }
        );
        var places = new PipelinePlaces
        {
            Hub = new EventHubsSettings { ConnectionString = broker.ConnectionString, HubName = Hub },
            Credential = new DefaultAzureCredential(),
            Data = await CreateAsync("data"),
            State = await CreateAsync("state"),
            DeadLetters = await CreateAsync("dead"),
            // To fill it takes a while.
            OwnershipExpiry = TimeSpan.FromHours(1),
        };
        await FillAsync(places.State);
        await using var observer = new PipelineObserver(places, TimeProvider.System);
        // Opens the connections and compiles.
        await observer.ObserveAsync(cancellationToken: Token);
        long start = Stopwatch.GetTimestamp();
        var status = await observer.ObserveAsync(cancellationToken: Token);
        var taken = Stopwatch.GetElapsedTime(start);

        TestContext.Current.SendDiagnosticMessage(
            "{0} partitions and {1} folders: {2:0.00} s",
            Partitions,
            Folders,
            taken.TotalSeconds
        );
        Assert.Equal((Partitions, Folders), (status.Partitions.Count, status.Addresses?.Count));
        Assert.All(status.Partitions, it => Assert.Equal((0L, "somebody"), (it.Waiting, it.Owner)));
        Assert.True(taken < Limit, $"it took {taken.TotalSeconds:0.00} s: {status.Summary}");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task FillAsync(BlobContainerClient state)
    {
        string prefix = $"127.0.0.1/{Hub}/$default";
        string now = DateTimeOffset.UtcNow.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        var blobs = new List<(string Name, Dictionary<string, string> Metadata)>();
        for (int i = 0; i < Partitions; i++)
        {
            blobs.Add(($"{prefix}/ownership/{i}", new() { ["ownerid"] = "somebody" }));
            blobs.Add(
                (
                    $"{prefix}/state/{i}.json",
                    new()
                    {
                        ["partition"] = $"{i}",
                        ["position"] = "-1",
                        ["enqueued"] = now,
                        ["watermark"] = "none",
                        ["incarnation"] = "0123456789abcdef",
                    }
                )
            );
        }
        for (int i = 0; i < Folders; i++)
        {
            blobs.Add(
                (
                    $"{prefix}/open/2026-12-01/{i:x32}",
                    new() { ["folder"] = $"s/r/w/service{i}/m/1/inputs/2026/12/01", ["until"] = now }
                )
            );
        }
        await Parallel.ForEachAsync(
            blobs,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token },
            async (it, token) =>
                await state
                    .GetBlobClient(it.Name)
                    .UploadAsync(BinaryData.Empty, new BlobUploadOptions { Metadata = it.Metadata }, token)
        );
    }

    private async Task<BlobContainerClient> CreateAsync(string name)
    {
        var container = new BlobContainerClient(fixture.Azurite.ConnectionString, $"{name}-{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: Token);
        return container;
    }
}
