using System.Diagnostics;
using System.Net;
using Azure.Storage.Blobs.Models;
using ModelData.Testing;

namespace ModelData.Console.Tests;

/// <summary>What the page of a web service writes is the settings document, and only over what was shown.</summary>
[Trait("Level", "Integration")]
public sealed class ServiceSettingsTests(AzuriteFixture azurite)
{
    private const string Service = "sub/rg/ws/svc";
    private const string Page = $"/services/service?name={Service}";

    [Theory]
    [InlineData("/services/collect")]
    [InlineData("/services/diagnostics")]
    public async Task Switch_OffAndOn_IsInTheDocumentWithWhoAndWhen(string action)
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        using HttpResponseMessage off = await rig.Browser.SubmitAsync(Page, action, ("state", "off"));
        Assert.Equal(HttpStatusCode.Redirect, off.StatusCode);
        Assert.Contains("The change is written", await rig.Browser.ReadAsync($"{off.Headers.Location}"));
        ServiceSettings settings = await ReadAsync(rig);
        Assert.Equal((1, ConsoleRig.Who), (settings.Revision, settings.ChangedBy));
        Assert.NotNull(settings.ChangedAt);
        Assert.False(action.EndsWith("collect", StringComparison.Ordinal) ? settings.Enabled : settings.Diagnostics);

        using HttpResponseMessage again = await rig.Browser.SubmitAsync(Page, action, ("state", "off"));
        Assert.Contains("It is so already", await rig.Browser.ReadAsync($"{again.Headers.Location}"));
        using HttpResponseMessage on = await rig.Browser.SubmitAsync(Page, action, ("state", "on"));
        settings = await ReadAsync(rig);
        Assert.Equal(2, settings.Revision);
        Assert.True(action.EndsWith("collect", StringComparison.Ordinal) ? settings.Enabled : settings.Diagnostics);
    }

    [Fact]
    public async Task Sample_SomeCollectors_IsAnEntryOfTheirs()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        using HttpResponseMessage all = await rig.Browser.SubmitAsync(Page, "/services/sample", ("rate", "10%"));
        using HttpResponseMessage some = await rig.Browser.SubmitAsync(
            Page,
            "/services/sample",
            ("rate", "0.5"),
            ("key", "customer"),
            ("identifier", "inputs")
        );
        ServiceSettings settings = await ReadAsync(rig);
        Assert.Equal(new SamplingSettings(0.1m), settings.Sampling);
        CollectorSettings entry = Assert.Single(settings.Collectors);
        Assert.Equal(("*", "*", "inputs"), (entry.Model, entry.Version, entry.Identifier));
        Assert.Equal(new SamplingSettings(0.5m, "customer"), entry.Sampling);

        using HttpResponseMessage wrong = await rig.Browser.SubmitAsync(Page, "/services/sample", ("rate", "7"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("A rate is a number from 0", await wrong.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Redact_AndTakeAway_IsInTheDocument()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        using HttpResponseMessage add = await rig.Browser.SubmitAsync(
            Page,
            "/services/redact",
            ("column", "email"),
            ("method", "mask"),
            ("model", "m")
        );
        Assert.Equal(
            RedactionMethod.Mask,
            Assert.Single(Assert.Single((await ReadAsync(rig)).Collectors).Redaction).Method
        );
        using HttpResponseMessage away = await rig.Browser.SubmitAsync(Page, "/services/keep");
        Assert.Equal(HttpStatusCode.Redirect, away.StatusCode);
        Assert.Empty((await ReadAsync(rig)).Collectors);
    }

    [Fact]
    public async Task Switch_SomebodyElseWroteMeanwhile_ShowsWhatIsNewAndWritesNothing()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        using HttpResponseMessage first = await rig.Browser.SubmitAsync(Page, "/services/collect", ("state", "on"));
        Dictionary<string, string> form = ConsoleClient.FieldsOf(
            await rig.Browser.ReadAsync(Page),
            "/services/collect"
        );
        ServiceSettings other = (await ReadAsync(rig)) with { Revision = 2, ChangedBy = "bob", Diagnostics = true };
        await rig.Settings.GetBlobClient($"{Service}.json").UploadAsync(new BinaryData(other.Write()), overwrite: true);

        form["state"] = "off";
        using HttpResponseMessage stale = await rig.Browser.PostAsync("/services/collect", form);
        string page = WebUtility.HtmlDecode(await stale.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Contains("bob wrote the document (revision 2", page);
        Assert.Matches("diagnostics</bdi>: .*not said.* → .*true", page);
        Assert.Equal(other, await ReadAsync(rig));

        // With what is shown now, it is made.
        Dictionary<string, string> fresh = ConsoleClient.FieldsOf(page, "/services/collect");
        fresh["state"] = "off";
        using HttpResponseMessage second = await rig.Browser.PostAsync("/services/collect", fresh);
        Assert.Equal(HttpStatusCode.Redirect, second.StatusCode);
        ServiceSettings settings = await ReadAsync(rig);
        Assert.Equal((3, false, true), (settings.Revision, settings.Enabled, settings.Diagnostics));
    }

    [Fact]
    public async Task Page_DocumentThatCannotBeUsed_IsSaidAndNotOverwritten()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        using HttpResponseMessage on = await rig.Browser.SubmitAsync(Page, "/services/collect", ("state", "on"));
        Dictionary<string, string> form = ConsoleClient.FieldsOf(
            await rig.Browser.ReadAsync(Page),
            "/services/collect"
        );
        await rig.Settings.GetBlobClient($"{Service}.json").UploadAsync(BinaryData.FromString("{"), overwrite: true);
        Assert.Contains("cannot be used", await rig.Browser.ReadAsync(Page));
        using HttpResponseMessage off = await rig.Browser.PostAsync("/services/collect", form);
        Assert.Equal(HttpStatusCode.BadRequest, off.StatusCode);
        Assert.Equal(
            "{",
            $"{(await rig.Settings.GetBlobClient($"{Service}.json").DownloadContentAsync()).Value.Content}"
        );
    }

    [Fact]
    public async Task List_FiveThousandServices_IsQuickAndSmallAndSearched()
    {
        await using ConsoleRig rig = await ConsoleRig.StartAsync(azurite);
        byte[] document = new ServiceSettings
        {
            Revision = 1,
            Enabled = true,
            ChangedBy = "somebody",
        }.Write();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 5_000),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (i, token) =>
                await rig
                    .Settings.GetBlobClient($"sub/rg/ws/svc-{i:D4}.json")
                    .UploadAsync(new BinaryData(document), token)
        );
        string page = await rig.Browser.ReadAsync("/services?page=50");
        TimeSpan fastest = TimeSpan.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            page = await rig.Browser.ReadAsync("/services?page=50");
            fastest = watch.Elapsed < fastest ? watch.Elapsed : fastest;
        }
        Assert.InRange(fastest, TimeSpan.Zero, Promise.Within(TimeSpan.FromMilliseconds(300)));
        Assert.InRange(page.Length, 1, 200_000);
        Assert.Contains("Page 50 of 100, 5,000 in all", page);
        Assert.Contains("svc-2450", page);
        string found = await rig.Browser.ReadAsync("/services?search=SVC-0042");
        Assert.Contains("svc-0042", found);
        Assert.DoesNotContain("svc-0043", found);
    }

    private static async Task<ServiceSettings> ReadAsync(ConsoleRig rig)
    {
        BlobDownloadResult blob = await rig.Settings.GetBlobClient($"{Service}.json").DownloadContentAsync();
        Assert.True(ServiceSettings.TryRead(blob.Content.ToMemory().Span, out ServiceSettings? settings, out _));
        return settings;
    }
}
