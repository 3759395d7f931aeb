using System.Text.Json.Nodes;
using Azure.Messaging.EventHubs.Producer;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Observing;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Console.Tests;

/// <summary>Clicks in a real browser, and what they change.</summary>
[Trait("Level", "Process")]
public sealed class BrowserTests(AzuriteFixture azurite)
{
    private const string Service = "sub/rg/ws/svc";

    [Fact]
    public async Task Keyboard_SkipsTheNavigationAndSearches()
    {
        Chromium.SkipIfAbsent();
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        await Chromium.RunAsync(rig.Console.Address, "keyboard");
    }

    [Fact]
    public async Task Switches_OffAndOn_ChangeTheDocument()
    {
        Chromium.SkipIfAbsent();
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        await WriteAsync(rig, new ServiceSettings { Revision = 1, Enabled = true });
        foreach (
            (string card, bool on) in ((string, bool)[])
                [("Collect model data", false), ("Collect model data", true), ("Diagnostics", true)]
        )
        {
            await Chromium.RunAsync(
                await rig.NewAddressAsync(),
                "flip",
                new
                {
                    service = "svc",
                    card,
                    on,
                }
            );
            ServiceSettings settings = await ReadAsync(rig);
            Assert.Equal(on, card == "Diagnostics" ? settings.Diagnostics : settings.Enabled);
            Assert.Equal(ConsoleRig.Who, settings.ChangedBy);
        }
        Assert.Equal(4, (await ReadAsync(rig)).Revision);
    }

    [Fact]
    public async Task Page_ChangedElsewhere_ShowsItAndKeepsWhatIsTyped()
    {
        Chromium.SkipIfAbsent();
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        await WriteAsync(rig, new ServiceSettings { Revision = 1, Enabled = true });
        await Chromium.RunAsync(rig.Console.Address, "live", new { name = Service });
    }

    [Fact]
    public async Task Page_WithoutScripts_SwitchesAsWell()
    {
        Chromium.SkipIfAbsent();
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        await WriteAsync(rig, new ServiceSettings { Revision = 1, Enabled = true });
        await Chromium.RunAsync(rig.Console.Address, "plain", new { name = Service });
        Assert.False((await ReadAsync(rig)).Enabled);
    }

    [Fact]
    public async Task Names_OfStrangers_StayNames()
    {
        Chromium.SkipIfAbsent();
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        string[] names =
        [
            "<script>globalThis.pwned=1</script>",
            "\"><img src=x onerror=globalThis.pwned=1>",
            "abc\u202Egnp.exe\u2066",
            "\u001b[2Jשלום 👩‍🔬 emoji",
            new string('m', 120),
        ];
        foreach (string name in names)
        {
            string blob = ServiceSettings.BlobName("sub", "rg", "ws", name);
            var settings = new ServiceSettings
            {
                Revision = 1,
                ChangedBy = name,
                Redaction =
                [
                    new ColumnRedaction(name.Replace("\u001b", "", StringComparison.Ordinal), RedactionMethod.Mask),
                ],
            };
            await rig.Settings.GetBlobClient(blob).UploadAsync(new BinaryData(settings.Write()));
            string folder = BlobLayout.Folder(
                new CollectionAddress("sub", "rg", "ws", name, name, name, name),
                Pipeline.Day
            );
            await rig
                .Pipeline.Data.GetBlobClient($"{folder}/data.csv")
                .UploadAsync(BinaryData.FromString($"a,{Quoted(name)}\n1,{Quoted(name)}\n"));
        }
        await DeadLetterPacks.WriteAsync(rig.Pipeline, 0, 3, names[0], string.Concat(names) + new string('w', 500));
        await WriteReportAsync(rig, names[1] + new string('n', 500));

        string service = Uri.EscapeDataString(ServiceSettings.BlobName("sub", "rg", "ws", names[0])[..^5]);
        string folderOf = Uri.EscapeDataString(
            BlobLayout.Folder(
                new CollectionAddress("sub", "rg", "ws", names[2], names[2], names[2], names[2]),
                Pipeline.Day
            )
        );
        IReadOnlyList<JsonObject> said = await Chromium.RunAsync(
            rig.Console.Address,
            "hostile",
            new
            {
                addresses = (string[])
                    [
                        "/",
                        "/services",
                        $"/services/service?name={service}",
                        $"/services?search={Uri.EscapeDataString(names[1])}",
                        "/workers",
                        "/partitions",
                        "/files?path=sub/rg/ws",
                        $"/files?path={folderOf}",
                        $"/files/file?path={folderOf}/data.csv",
                        "/dead-letters",
                        $"/dead-letters?reason={Uri.EscapeDataString(names[0])}",
                        $"/dead-letters/letter?name={DeadLetterPacks.NameOf(0)}",
                        "/audit",
                    ],
            }
        );
        string services = $"{said.Single(it => $"{it["shown"]}" == "/services")["text"]}";
        Assert.Contains("<script>globalThis.pwned=1</script>", services);
        Assert.Contains("abc\\u{202e}gnp.exe\\u{2066}", services);
        Assert.Contains("\\u{1b}[2Jשלום", services);
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task WriteReportAsync(ConsoleRig rig, string name)
    {
        var report = new WorkerReport
        {
            Name = name,
            Owner = $"{name}/1",
            Release = "<b>1</b>",
            UptimeSeconds = 1,
            Partitions = [new WorkerPartition("0", true, "<i>halted</i>")],
            LagThresholdSeconds = 60,
            Problems = [],
        };
        await using var hub = new EventHubProducerClient(rig.Pipeline.Broker.ConnectionString, Pipeline.Hub);
        string folder = $"{hub.FullyQualifiedNamespace}/{Pipeline.Hub}/$default/workers";
        await rig.Pipeline.State.GetBlobClient($"{folder}/{name}.json").UploadAsync(new BinaryData(report.ToJson()));
    }

    private static async Task WriteAsync(ConsoleRig rig, ServiceSettings settings) =>
        await rig
            .Settings.GetBlobClient($"{Service}.json")
            .UploadAsync(new BinaryData(settings.Write()), overwrite: true);

    private static async Task<ServiceSettings> ReadAsync(ConsoleRig rig)
    {
        BlobDownloadResult blob = await rig.Settings.GetBlobClient($"{Service}.json").DownloadContentAsync();
        Assert.True(ServiceSettings.TryRead(blob.Content.ToMemory().Span, out ServiceSettings? settings, out _));
        return settings;
    }
}
