using ModelData.Ingestion.Observing.Status;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>What somebody sees who looks at the pipeline from outside, while its workers come, freeze and die.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Observing")]
public sealed class StatusTests(AzuriteFixture fixture) : IClassFixture<AzuriteFixture>
{
    private static readonly Dictionary<string, string> Fleet = new()
    {
        ["LoadBalancing__Interval"] = "00:00:01",
        ["LoadBalancing__Expiry"] = "00:00:03",
        ["Manifests__CheckInterval"] = "00:00:01",
        ["EventHubs__Retention"] = "7.00:00:00",
    };

    [Fact]
    public async Task Status_WorkersComeFreezeAndDie_IsTheTruth()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString, partitions: 2);
        await using (var worker = await pipeline.StartWorkerAsync(Fleet))
        {
            await pipeline.SendAsync(1, 0, 3);
            await pipeline.ExpectAsync($"{Pipeline.Folder}/data.csv", [0, 1, 2]);
            var well = await SeeAsync(
                pipeline,
                it =>
                    it.Problems.Count == 0
                    && it.Partitions.All(partition => partition.Waiting == 0)
                    && it.Retention is not null
            );

            Assert.Equal((PipelineVerdict.Well, 0), (well.Verdict, well.Problems.Count));
            Assert.Equal(TimeSpan.FromDays(7), well.Retention);
            var one = Assert.Single(well.Workers);
            Assert.Equal(("worker", 2, true), (one.Name, one.Partitions?.Count, one.IsAlive));
            var address = Assert.Single(well.Addresses!);
            Assert.Equal(
                (Pipeline.Address, Pipeline.Day, 3L, 1),
                (address.Address, address.Day, address.Rows, address.Files)
            );
            Assert.True(address.Freshness < Pipeline.Deadline, $"{address}");

            // Of two partitions, and nothing waits.
            double left = await worker.ReadSumAsync(
                "modeldata_retention_left_seconds",
                TestContext.Current.CancellationToken
            );
            Assert.InRange(left, 2 * TimeSpan.FromDays(6.9).TotalSeconds, 2 * TimeSpan.FromDays(7).TotalSeconds);

            worker.Process.Freeze();
            await pipeline.SendAsync(2, 3, 2);
            var frozen = await SeeAsync(pipeline, it => Has(it, "worker-none"));
            Assert.Equal(PipelineVerdict.Broken, frozen.Verdict);
            Assert.Equal(1, frozen.Partitions.Sum(it => it.Waiting));
            // Kept for a second, it is lost soon; kept for a day it is not.
            await SeeAsync(pipeline, it => Has(it, "retention-running-out"), TimeSpan.FromSeconds(1));
            Assert.False(Has(frozen, "retention-running-out"));

            worker.Process.Thaw();
            await SeeAsync(
                pipeline,
                it => it.Problems.Count == 0 && it.Partitions.All(partition => partition.Waiting == 0)
            );
            worker.Process.Kill();
            var killed = await SeeAsync(pipeline, it => Has(it, "worker-none"));
            Assert.Equal("nobody", killed.Partitions[0].Owner ?? "nobody");
        }

        await using var next = await pipeline.StartWorkerAsync(Fleet);
        await SeeAsync(pipeline, it => it.Problems.Count == 0);
        Assert.Equal(0, await next.TerminateAsync(Pipeline.Deadline));
        var stopped = await SeeAsync(pipeline, it => Has(it, "worker-none"));
        Assert.Empty(stopped.Workers);
    }

    private static bool Has(PipelineStatus status, string code) => status.Problems.Any(it => it.Kind.Code == code);

    private static async Task<PipelineStatus> SeeAsync(
        Pipeline pipeline,
        Func<PipelineStatus, bool> condition,
        TimeSpan? retention = null
    )
    {
        await using var observer = new PipelineObserver(
            pipeline.Places with
            {
                OwnershipExpiry = TimeSpan.FromSeconds(3),
                Retention = retention,
            },
            TimeProvider.System
        );
        PipelineStatus? status = null;
        await Eventually.IsTrueAsync(
            async token => condition(status = await observer.ObserveAsync(cancellationToken: token)),
            Pipeline.Deadline,
            () =>
                $"another state than: {status?.Summary} {string.Join("; ", status?.Problems.Select(it => $"{it}") ?? [])}",
            TestContext.Current.CancellationToken
        );
        return status!;
    }
}
