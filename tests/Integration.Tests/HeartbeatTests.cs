using Azure.Messaging.EventHubs;
using ModelData.Ingestion.Observing.Status;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>Ten thousand producers tell a worker, as a process, how they are, between rows.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Observing")]
public sealed class HeartbeatTests(AzuriteFixture fixture)
{
    private const int Producers = 10_000;
    private const int AMessage = 500;
    private const string Report = "127.0.0.1/modeldata/$default/heartbeats/0.json";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Heartbeats_OfTenThousandProducers_AreOneBlobAndNoFileAndHoldNothingUp()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await pipeline.SendAsync(0, 0, 3);
        await TellAsync(pipeline);
        await pipeline.SendAsync(1, 3, 3);
        await using var worker = await pipeline.StartWorkerAsync();

        await pipeline.ExpectAsync($"{Pipeline.Folder}/data.csv", [0, 1, 2, 3, 4, 5]);
        var status = await StatusAsync(pipeline, it => it.Producers is [{ Producers: Producers }]);
        var told = Assert.Single(status.Producers!);
        Assert.Equal((0, Producers * 2L, Producers / 10), (told.Silent, told.Total.Received, told.States["Refused"]));
        Assert.Equal((Producers / 10, 10), (told.RecentlyLost, told.Worst.Count));
        Assert.Contains(status.Problems, it => it.Kind.Code == "producers-lose-rows");
        Assert.Equal(0, status.Partitions[0].Waiting);

        Assert.Equal(Producers, await worker.ReadSumAsync("modeldata_heartbeats_total"));
        Assert.Equal(0, await worker.ReadSumAsync("modeldata_dead_letters_total"));
        Assert.Empty(await Pipeline.NamesAsync(pipeline.DeadLetters));
        Assert.Single(await Pipeline.NamesAsync(pipeline.Data), it => it.EndsWith(".csv", StringComparison.Ordinal));
        var blob = await pipeline.State.GetBlobClient(Report).GetPropertiesAsync(cancellationToken: Token);
        Assert.InRange(blob.Value.ContentLength, 100, 8_000);
        Assert.Equal(0, await worker.TerminateAsync(TimeSpan.FromSeconds(30)));
    }

    private static async Task TellAsync(Pipeline pipeline)
    {
        foreach (int[] some in Enumerable.Range(0, Producers).Chunk(AMessage))
        {
            await pipeline.Sender.SendToPartitionAsync(some.Select(Tell), "0", Token);
        }
    }

    private static EventData Tell(int number)
    {
        bool isWell = number % 10 != 0;
        var encoded = HeartbeatWriter.Write(
            new Heartbeat
            {
                Address = Pipeline.Address,
                ProducerId = Guid.NewGuid(),
                Host = $"pod-{number}",
                State = isWell ? "Sending" : "Refused",
                Interval = TimeSpan.FromMinutes(1),
                Total = new(2, isWell ? 2 : 1, isWell ? 0 : 1, 0, 0, 0, 0),
                Recent = new(1, isWell ? 1 : 0, isWell ? 0 : 1, 0, 0, 0, 0),
            },
            0,
            DateTimeOffset.UtcNow
        );
        return TestSender.Create(encoded.Body, encoded.ContentType, null, encoded.Properties);
    }

    private static async Task<PipelineStatus> StatusAsync(Pipeline pipeline, Func<PipelineStatus, bool> condition)
    {
        await using var observer = new PipelineObserver(pipeline.Places, TimeProvider.System);
        PipelineStatus? status = null;
        await Eventually.IsTrueAsync(
            async token => condition(status = await observer.ObserveAsync(cancellationToken: token)),
            // A blob is written again after a minute.
            TimeSpan.FromSeconds(90),
            () => $"the producers to be counted:\n{status?.Summary}\n{string.Join('\n', status?.Producers ?? [])}",
            Token
        );
        return status!;
    }
}
