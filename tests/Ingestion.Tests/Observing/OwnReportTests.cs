using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Observing;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestor.Hosting;

namespace ModelData.Ingestion.Tests.Observing;

/// <summary>What a worker says of itself, put together as the product does it.</summary>
[Trait("Level", "Unit")]
public sealed class OwnReportTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData("true", 330)]
    [InlineData("false", 30)]
    public async Task Compose_WorkerThatHasNothingYet_SaysWhatItWasTold(string manifests, double threshold)
    {
        await using var worker = Build(
            "--LoadBalancing:Identity=w0",
            "--EventHubs:Retention=1.00:00:00",
            $"--Manifests:Enabled={manifests}"
        );
        var sut = worker.GetRequiredService<OwnReport>();
        _time.Advance(TimeSpan.FromSeconds(90));

        var report = sut.Compose();

        Assert.Equal("w0", report.Name);
        Assert.Equal(worker.GetRequiredService<PartitionBalancer>().OwnerId, report.Owner);
        Assert.Matches("^[0-9]+\\.", report.Release);
        Assert.Equal((90, threshold), (report.UptimeSeconds, report.LagThresholdSeconds));
        Assert.Equal((86_400d, null), (report.RetentionSeconds, report.ClockDifferenceSeconds));
        Assert.Equal(30, report.ExpirySeconds);
        Assert.Empty(report.Partitions);
        // What readiness says of one that has looked at nothing.
        Assert.Equal(
            worker.GetRequiredService<Readiness>().FindProblems().Select(it => (it.Kind.Code, it.Where)),
            report.Problems.Select(it => (it.Code, it.Where))
        );
        Assert.Equal(4, report.Problems.Count);
    }

    [Fact]
    public async Task Compose_StorageHasAnswered_SaysHowFarTheClockIsOff()
    {
        await using var worker = Build();
        var clock = worker.GetRequiredService<ServiceClock>();
        clock.Read(_time.GetUtcNow().AddSeconds(-20), _time.GetTimestamp());

        var report = worker.GetRequiredService<OwnReport>().Compose();

        Assert.Equal((19.5, null), (report.ClockDifferenceSeconds, report.RetentionSeconds));
    }

    private ServiceProvider Build(params string[] settings)
    {
        ServiceProvider? provider = null;
        _ = WorkerHost.Build(
            [
                "--EventHubs:ConnectionString=Endpoint=sb://localhost;SharedAccessKeyName=n;SharedAccessKey=a2V5",
                "--EventHubs:HubName=hub",
                "--Blobs:ConnectionString=UseDevelopmentStorage=true",
                .. settings,
            ],
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
                provider = services.BuildServiceProvider();
            }
        );
        return provider!;
    }
}
