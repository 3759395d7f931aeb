using System.Text.Json.Nodes;
using ModelData.Integration;
using ModelData.Testing;

namespace ModelData.Console.Tests;

/// <summary>One click in a real browser, and a worker that makes rows of what is sent.</summary>
[Trait("Level", "Process")]
public sealed class BrowserResubmitTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Resubmit_AThousandLettersByOneClick_BecomeRowsOnce()
    {
        Chromium.SkipIfAbsent();
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite, enters: false);
        await DeadLetterPacks.WriteAsync(rig.Pipeline, 0, 1_000);
        await using WorkerProcess worker = await rig.Pipeline.StartWorkerAsync();
        IReadOnlyList<JsonObject> said = await Chromium.RunAsync(
            rig.Console.Address,
            "resubmit",
            new { button = "Send these 1,000 letters again" }
        );
        Assert.Contains(
            said,
            it => it["text"] is { } text && $"{text}".Contains("1,000 sent, 0 sent before, 0 cannot")
        );
        await rig.Pipeline.ExpectAsync($"{Pipeline.Folder}/data.csv", Enumerable.Range(0, 1_000));
    }
}
