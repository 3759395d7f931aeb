using System.Text.Json.Nodes;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Console.Tests;

/// <summary>Every page in a real browser, on a pipeline that works.</summary>
[Trait("Level", "Process")]
public sealed class BrowserPagesTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Pages_InBothColours_AreReachedAndAccessible()
    {
        Chromium.SkipIfAbsent();
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false, partitions: 4);
        await using WorkerProcess worker = await rig.Pipeline.StartWorkerAsync();
        await DemoData.SendAsync(rig.Pipeline);
        await DemoData.WriteSettingsAsync(rig);
        await DeadLetterPacks.WriteAsync(
            rig.Pipeline,
            0,
            260,
            detail: "the lease of the file is held by somebody else (412 LeaseIdMissing)"
        );
        await DeadLetterPacks.WriteAsync(rig.Pipeline, 1_000, 12, "corrupt-encoding", "the body is not brotli");
        DateTime today = DateTime.UtcNow;
        string file = $"default/default/default/penguins/penguins-model/3/inputs/{today:yyyy/MM/dd}/data.csv";
        await Eventually.IsTrueAsync(
            async token => await rig.Pipeline.Data.GetBlobClient(file).ExistsAsync(token),
            Pipeline.Deadline,
            () => $"{file}\n{worker.Process.OutputTail}"
        );
        await ResubmitFirstAsync(rig);

        // Those in docs/images are taken on purpose.
        string images = Environment.GetEnvironmentVariable("MODELDATA_SCREENSHOTS") is { Length: > 0 }
            ? Path.Combine(Repository.Root, "docs", "images")
            : Path.Combine(Repository.Artifacts, "console-images");
        Directory.CreateDirectory(images);
        IReadOnlyList<JsonObject> said = await Chromium.RunAsync(
            await rig.NewAddressAsync(),
            "pages",
            new
            {
                images,
                service = "churn",
                folders = (string[])
                    [
                        "default",
                        "default",
                        "default",
                        "penguins",
                        "penguins-model",
                        "3",
                        "inputs",
                        $"{today:yyyy-MM-dd}",
                    ],
            }
        );
        Assert.Equal(12, said.Count(it => it["visited"] is not null));
        Assert.Equal(25, said.Count(it => it["judged"] is not null));
    }

    private static async Task ResubmitFirstAsync(ConsoleRig rig)
    {
        using var client = new ConsoleClient(rig.Console);
        await client.EnterAsync();
        const string Some = "/dead-letters?reason=corrupt-encoding";
        using HttpResponseMessage answer = await client.SubmitAsync(Some, "/dead-letters/resubmit");
        await Eventually.IsTrueAsync(
            async _ =>
                (await client.ReadAsync("/dead-letters")).Contains("Letters were sent again", StringComparison.Ordinal),
            Pipeline.Deadline,
            () => "the letters to be sent"
        );
    }
}
