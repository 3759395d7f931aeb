using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Observing;
using ModelData.Ingestion.Reading.Heartbeats;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Heartbeats;

/// <summary>What producers tell is written down soon, and then once a minute at most, by a clock that a test moves.</summary>
[Trait("Level", "Integration")]
[Trait("Topic", "Observing")]
public sealed class HeartbeatLoopTests(AzuriteFixture fixture) : IClassFixture<AzuriteFixture>
{
    private const string Prefix = "ns/hub/group/heartbeats/";
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly HeartbeatBook _book = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ProducersTellEachSecond_ABlobIsWrittenSoonAndThenOnceAMinute()
    {
        var container = new BlobContainerClient(fixture.Azurite.ConnectionString, $"state-{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: Token);
        var reports = new HeartbeatReports(container, Prefix);
        using var ending = new CancellationTokenSource();
        var sut = new HeartbeatLoop(() => [("0", _book)], reports, _time, NullLogger<HeartbeatLoop>.Instance);
        var running = sut.RunAsync(ending.Token);

        var versions = new HashSet<string>();
        for (int second = 0; second < 190; second++)
        {
            _book.Note(Beats.Of(second % 7), _time.GetUtcNow());
            _time.Advance(TimeSpan.FromSeconds(1));
            versions.Add(await VersionAsync(container));
            if (second == 10)
            {
                await Eventually.IsTrueAsync(
                    async _ => await VersionAsync(container) != "",
                    TimeSpan.FromSeconds(30),
                    () => "the first report",
                    Token
                );
            }
        }

        await ending.CancelAsync();
        await running;
        // None, the first, and those of three minutes.
        Assert.InRange(versions.Count, 3, 5);
        var read = new List<HeartbeatReport>();
        await foreach (var report in reports.ListAsync(Token))
        {
            read.Add(report);
        }
        Assert.Equal(7, Assert.Single(Assert.Single(read).Addresses).Producers);
    }

    private static async Task<string> VersionAsync(BlobContainerClient container)
    {
        await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Prefix, Token))
        {
            return blob.Properties.ETag.ToString()!;
        }
        return "";
    }
}
