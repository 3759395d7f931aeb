using ModelData.Interop.Python;
using ModelData.Testing;

namespace ModelData.Interop.Samples;

/// <summary>The sender in samples/python, on the official SDK, through the worker into the files.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class PythonSampleTests(SecureBroker fixture) : IClassFixture<SecureBroker>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Sample_RequestsAndLabels_AreFiledByTheRuleOfSamples()
    {
        await PythonSdk.RequireAsync();
        await using var azurite = await AzuriteProcess.StartAsync();
        await using var worker = await WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = fixture.Broker.ConnectionString,
                BlobsConnectionString = azurite.ConnectionString,
                Settings = new Dictionary<string, string>
                {
                    ["Flush__MaxAge"] = "00:00:00.5",
                    ["SSL_CERT_FILE"] = fixture.Root,
                },
            }
        );

        var said = new SampledRows(
            await PythonSdk.RunProgramAsync(
                Path.Combine(Repository.Root, "samples/python/send_rows.py"),
                new Dictionary<string, string?>
                {
                    ["EVENTHUB_CONNECTION_STRING"] = fixture.Broker.ConnectionString,
                    ["EVENTHUB_ROOT"] = fixture.Root,
                },
                Deadline
            )
        );

        await said.AssertFiledAsync(azurite, worker, "python-sample", Deadline);
    }
}
