using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>The metrics that alerts are made of arrive where the environment says.</summary>
[Trait("Level", "Process")]
public sealed class TelemetryTests(AzuriteFixture fixture)
{
    [Fact]
    public async Task Metrics_PlacesInTheEnvironment_GetThem()
    {
        await using var endpoint = await IngestionEndpoint.StartAsync();
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await pipeline.SendAsync(0, 0, 3);
        await using var worker = await pipeline.StartWorkerAsync(
            new()
            {
                ["APPLICATIONINSIGHTS_CONNECTION_STRING"] =
                    $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={endpoint.Address}",
                // Nothing of this machine leaves it.
                ["APPLICATIONINSIGHTS_STATSBEAT_DISABLED"] = "true",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint.Address.ToString(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            }
        );

        await pipeline.ExpectAsync($"{Pipeline.Folder}/data.csv", [0, 1, 2]);
        await Eventually.IsTrueAsync(
            () => Has(endpoint, "/v1/metrics", "modeldata.lag.seconds"),
            Pipeline.Deadline,
            () => $"the lag to be sent:\n{worker.Process.OutputTail}"
        );

        // The other exporter sends once a minute, and what there is at the end.
        Assert.Equal(0, await worker.TerminateAsync(TimeSpan.FromSeconds(30)));
        Assert.True(Has(endpoint, "/v2.1/track", "modeldata.rows.committed"), worker.Process.OutputTail);
    }

    private static bool Has(IngestionEndpoint endpoint, string path, string metric) =>
        endpoint.Received.Any(it => it.Path == path && it.Body.Contains(metric, StringComparison.Ordinal));
}
