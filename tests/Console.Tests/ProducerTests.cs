using ModelData.Testing;

namespace ModelData.Console.Tests;

/// <summary>What producers say of themselves stands on the first page, and is a stranger's word.</summary>
[Trait("Level", "Integration")]
public sealed class ProducerTests(AzuriteFixture azurite)
{
    private const string Report = "127.0.0.1/modeldata/$default/heartbeats/0.json";

    [Fact]
    public async Task Overview_ProducersLoseRows_SaysHowManyAndWhatOneOfThemSays()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        Assert.DoesNotContain("What producers say", await rig.Browser.ReadAsync("/"), StringComparison.Ordinal);

        string path = new CollectionAddress("s", "g", "w", "<script>", "m", "1", "inputs").Path;
        string now = DateTimeOffset.UtcNow.ToString("O");
        await rig
            .Pipeline.State.GetBlobClient(Report)
            .UploadAsync(
                BinaryData.FromString(
                    $$"""
                    {
                      "version": 1, "partition": "0", "since": "{{now}}", "upTo": "{{now}}", "uncounted": [],
                      "addresses": [{
                        "path": "{{path}}", "producers": 3, "silent": 1, "states": { "Sending": 1, "Refused": 1 },
                        "total": { "received": 5000, "sent": 4000, "failed": 1000 }, "recentlyLost": 1234, "lastAt": "{{now}}", "intervalSeconds": 60,
                        "worst": [{
                          "id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "host": "h", "release": "1", "state": "Refused", "reason": "<b>no way</b>",
                          "total": {}, "recentlyLost": 1234, "lastAt": "{{now}}", "isSilent": false
                        }]
                      }]
                    }
                    """
                )
            );

        string page = "";
        await Eventually.IsTrueAsync(
            async _ =>
                (page = await rig.Browser.ReadAsync("/")).Contains("What producers say", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60),
            () => $"the producers to be shown:\n{page}",
            TestContext.Current.CancellationToken
        );
        Assert.Contains("at least 3", page, StringComparison.Ordinal);
        Assert.Contains("1 Refused, 1 Sending", page, StringComparison.Ordinal);
        Assert.Contains("producers say that 1,234 rows were lost", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>no way", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }
}
