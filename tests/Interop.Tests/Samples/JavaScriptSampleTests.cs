using ModelData.Testing;

namespace ModelData.Interop.Samples;

/// <summary>The sender in samples/javascript, on the official SDK, through the worker into the files.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class JavaScriptSampleTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Sample_RequestsAndLabels_AreFiledByTheRuleOfSamples()
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

        var said = new SampledRows(await RunAsync());

        await said.AssertFiledAsync(azurite, worker, "javascript-sample", Deadline);
    }

    private async Task<string> RunAsync()
    {
        string packages = await NodePackages.InstallAsync("tests/Interop.Tests/js");
        // A module resolves its imports from its own folder upwards, so the sample goes where the packages are.
        string target = Directory.CreateDirectory(Path.Combine(packages, "sample")).FullName;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples/javascript"), "*.mjs"))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }
        await using ChildProcess sample = await ChildProcess.StartAsync(
            "send-rows.mjs",
            "node",
            [Path.Combine(target, "send-rows.mjs")],
            new Dictionary<string, string?> { ["EVENTHUB_CONNECTION_STRING"] = fixture.Broker.ConnectionString }
        );
        int code = await sample.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline);
        Assert.True(code == 0, sample.Output);
        return sample.Output;
    }
}
