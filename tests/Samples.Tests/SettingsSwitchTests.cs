using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using ModelData.Testing;

namespace ModelData.Samples;

/// <summary>Collection is switched off and on by a blob, while three processes score: the whole way from the document to the files.</summary>
[Trait("Level", "Process")]
public sealed class SettingsSwitchTests
{
    private const int Processes = 3;
    private static readonly TimeSpan TakesEffect = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Rows of requests that began so long ago lie in the files, if they were collected.</summary>
    private static readonly TimeSpan Visible = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Document_SwitchedOffAndOn_RowsStopAndStartAndNoPairIsTorn()
    {
        using var hubData = new TemporaryFolder();
        await using var azurite = await AzuriteProcess.StartAsync();
        await using var broker = await BrokerProcess.StartAsync(
            new BrokerOptions { DataFolder = hubData.Path, HubName = "modeldata" }
        );
        await using var worker = await WorkerProcess.StartAsync(
            new WorkerOptions
            {
                EventHubsConnectionString = broker.ConnectionString,
                BlobsConnectionString = azurite.ConnectionString,
                HubName = "modeldata",
                Settings = new Dictionary<string, string> { ["Flush__MaxAge"] = "00:00:00.200" },
            }
        );
        var settings = new BlobContainerClient(azurite.ConnectionString, "modeldata-settings");
        await settings.CreateAsync();
        await WriteAsync(settings, """{ "version": 1, "enabled": true }""");
        await using var fleet = await ScoringFleet.StartAsync(
            Processes,
            new Dictionary<string, string?>
            {
                ["ModelData__EventHubs__ConnectionString"] = broker.ConnectionString,
                ["ModelData__EventHubs__HubName"] = "modeldata",
                ["ModelData__Linger"] = "00:00:00.100",
                ["ModelData__Settings__Uri"] = settings
                    .GenerateSasUri(BlobContainerSasPermissions.Read, DateTimeOffset.UtcNow.AddHours(1))
                    .AbsoluteUri,
                ["ModelData__Settings__PollInterval"] = "00:00:01",
            }
        );
        var files = new CollectedIds(new BlobContainerClient(azurite.ConnectionString, "modeldata"));
        await UntilAsync(fleet, files, areCollected: true, Deadline);
        var isRunning = DateTimeOffset.UtcNow;
        await Eventually.IsTrueAsync(
            () => Of(fleet, it => it.Started > isRunning).Count() > 100,
            Deadline,
            "requests before the first switch"
        );

        var off = DateTimeOffset.UtcNow;
        await WriteAsync(settings, """{ "version": 1, "revision": 2, "enabled": false }""");
        await UntilAsync(fleet, files, areCollected: false, TakesEffect + Visible);
        var isOff = DateTimeOffset.UtcNow;
        await WriteAsync(settings, """{ "version": 1, "revision": 3, "enabled": true }""");
        await UntilAsync(fleet, files, areCollected: true, TakesEffect + Visible);
        var isOn = DateTimeOffset.UtcNow;
        await Eventually.IsTrueAsync(
            () => Of(fleet, it => it.Started > isOn).Count() > 100,
            Deadline,
            "requests behind the last switch"
        );
        await fleet.StopAsync();

        // What began while it was on is all there; at the seams, inputs and predictions agree.
        List<string> inputs = [];
        List<string> predictions = [];
        string[] on = [.. Of(fleet, it => (it.Started > isRunning && it.Started < off) || it.Started > isOn)];
        await Eventually.IsTrueAsync(
            async _ =>
            {
                inputs = await files.ReadAsync("inputs");
                predictions = await files.ReadAsync("predictions");
                return !on.Except(inputs).Any() && inputs.Count == predictions.Count;
            },
            Deadline,
            () => $"{on.Length} rows, of which {on.Except(inputs).Count()} are missing; {predictions.Count} predictions"
        );
        Assert.Equal(inputs.Distinct().Count(), inputs.Count);
        Assert.Equal(inputs.Order(), predictions.Order());
        string[] quiet = [.. Of(fleet, it => it.Started > isOff - Visible && it.Started < isOff - (Visible / 2))];
        Assert.NotEmpty(quiet);
        Assert.Empty(quiet.Intersect(inputs));
    }

    /// <summary>Waits until the rows of all processes come, or of none.</summary>
    private static Task UntilAsync(ScoringFleet fleet, CollectedIds files, bool areCollected, TimeSpan deadline)
    {
        var since = DateTimeOffset.UtcNow;
        return Eventually.IsTrueAsync(
            async _ =>
            {
                // Asked for before the files are read: what was answered later proves nothing.
                var now = DateTimeOffset.UtcNow;
                var recent = fleet.Answered.Where(it => it.Started > since && it.Started > now - Visible).ToList();
                var ids = (await files.ReadAsync("predictions")).ToHashSet();
                return areCollected
                    ? recent.Where(it => ids.Contains(it.CorrelationId)).Select(it => it.Process).Distinct().Count()
                        == Processes
                    : now - since > 2 * Visible
                        && recent.Count > 0
                        && !recent.Any(it => ids.Contains(it.CorrelationId));
            },
            deadline,
            () => areCollected ? "rows of every process to come" : "rows to stop"
        );
    }

    private static IEnumerable<string> Of(ScoringFleet fleet, Func<ScoredRequest, bool> condition) =>
        fleet.Answered.Where(condition).Select(it => it.CorrelationId);

    private static async Task WriteAsync(BlobContainerClient settings, string document) =>
        await settings
            .GetBlobClient("default/default/default/default.json")
            .UploadAsync(BinaryData.FromString(document), overwrite: true);
}
