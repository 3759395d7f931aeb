using System.Net;
using ModelData.Producer.Diagnostics;
using static System.StringComparison;

namespace ModelData.Producer.Tests.Settings;

/// <summary>A collector follows the settings document of its service.</summary>
[Trait("Level", "Unit")]
public sealed class DocumentTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly TestProcess _process = new();

    public DocumentTests()
    {
        _process.Options.WebServiceName = "shop";
        _process.Options.Settings.Uri = new(
            "https://account.blob.core.windows.net/modeldata-settings?sv=1&sig=verysecret"
        );
    }

    [Fact]
    public async Task Document_SwitchesOffAndOn_IsFollowedWithinAPoll()
    {
        _process.Storage.Members = "\"enabled\":true";
        await using ModelDataCollector collector = await StartedAsync();
        Assert.True(collector.IsEnabled);
        foreach (bool isOn in new[] { false, true, false, true })
        {
            _process.Storage.Members = $"\"enabled\":{(isOn ? "true" : "false")}";
            DateTimeOffset changed = _process.Clock.GetUtcNow();
            await UntilAsync(() => collector.IsEnabled == isOn, $"it is {isOn}");
            Assert.InRange((_process.Clock.GetUtcNow() - changed).TotalSeconds, 0, 26);

            long before = collector.Statistics.Enqueued;
            collector.Collect([1.0]);
            Assert.Equal(isOn ? 1 : 0, collector.Statistics.Enqueued - before);
        }
        Assert.Equal("/modeldata-settings/default/default/default/shop.json", _process.Storage.Asked!.AbsolutePath);
        Assert.DoesNotContain(_process.Log.Entries, it => it.Text.Contains("verysecret", Ordinal));
    }

    [Theory]
    [InlineData(null, "\"enabled\":true", true)]
    [InlineData(null, "\"heartbeat\":true", false)]
    [InlineData(true, "\"heartbeat\":true", true)]
    [InlineData(true, "\"enabled\":false", false)]
    [InlineData(false, "\"enabled\":true", false)]
    [InlineData(true, null, true)]
    [InlineData(null, null, false)]
    public async Task IsEnabled_OptionAndDocument_TheDocumentGoesFirstButForOff(
        bool? option,
        string? document,
        bool isOn
    )
    {
        _process.Options.Enabled = option;
        _process.Storage.Members = document;
        await using ModelDataCollector collector = await StartedAsync(isFollowing: option != false);

        Assert.Equal(isOn, collector.IsEnabled);
    }

    [Theory]
    [InlineData("{\"model\":\"best_model\",\"identifier\":\"inputs\",\"enabled\":false}", true, null, false)]
    [InlineData("{\"model\":\"*\",\"identifier\":\"inputs\",\"enabled\":false}", true, true, false)]
    [InlineData("{\"model\":\"best_model\",\"identifier\":\"labels\",\"enabled\":false}", true, null, true)]
    [InlineData("{\"model\":\"best_model\",\"identifier\":\"inputs\",\"enabled\":true}", false, null, false)]
    [InlineData("{\"model\":\"best_model\",\"identifier\":\"inputs\",\"enabled\":true}", true, false, false)]
    [InlineData("{\"model\":\"best_model\",\"identifier\":\"inputs\",\"enabled\":true}", null, null, true)]
    [InlineData("{\"model\":\"best_model\",\"identifier\":\"labels\",\"enabled\":true}", false, true, false)]
    [InlineData("{\"model\":\"best_model\",\"identifier\":\"labels\",\"enabled\":true}", null, true, true)]
    public async Task IsEnabled_EntryOfItsOwnInTheDocument_Holds(string entry, bool? service, bool? option, bool isOn)
    {
        _process.Options.Enabled = null;
        if (option is not null)
        {
            _process.Options.Collectors["best_model/inputs"] = new() { Enabled = option };
        }
        string all = service is { } enabled ? $"\"enabled\":{(enabled ? "true" : "false")}," : "";
        _process.Storage.Members = $"{all}\"collectors\":[{entry}]";
        await using ModelDataCollector collector = await StartedAsync(isFollowing: option != false);

        Assert.Equal(isOn, collector.IsEnabled);
    }

    [Fact]
    public async Task Start_DocumentNotReadYet_RowsAreRefusedAndCountedAndCallersDoNotWait()
    {
        _process.Storage.Members = "\"enabled\":true";
        await using ModelDataCollector collector = _process.Collector();
        CollectionContext early = collector.Collect([1.0]);
        Assert.False(collector.IsEnabled);
        Assert.Equal(1, collector.Counters.Of(RefusalReason.SettingsUnknown));

        await UntilAsync(() => collector.IsEnabled, "the document is read");
        collector.Collect([2.0], early);
        Assert.Equal(0, collector.Statistics.Enqueued);
        collector.Collect([3.0]);
        Assert.Equal(1, collector.Statistics.Enqueued);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.RowsRefused));
    }

    [Theory]
    [InlineData(null, false, true)]
    [InlineData(null, true, false)]
    [InlineData(HttpStatusCode.ServiceUnavailable, false, true)]
    [InlineData(HttpStatusCode.Unauthorized, false, true)]
    [InlineData(HttpStatusCode.Forbidden, false, true)]
    [InlineData(HttpStatusCode.Forbidden, true, false)]
    public async Task Start_OutOfReach_OptionsHoldAfterFiveSecondsUnlessItIsRequired(
        HttpStatusCode? status,
        bool isRequired,
        bool isOn
    )
    {
        _process.Options.Settings.Required = isRequired;
        _process.Storage.Members = "\"enabled\":true";
        _process.Storage.Trouble = () => status;
        DateTimeOffset start = _process.Clock.GetUtcNow();
        await using ModelDataCollector collector = _process.Collector();
        await UntilAsync(() => !IsWaiting(collector), "it goes on without the document");

        Assert.InRange((_process.Clock.GetUtcNow() - start).TotalSeconds, 0, 6);
        Assert.Equal(isOn, collector.IsEnabled);
        _process.Storage.Trouble = null;
        await UntilAsync(() => _process.Log.Count(ProducerEventIds.SettingsDocumentWell) == 1, "it is well");
        await UntilAsync(() => collector.IsEnabled, "the document is read");
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.SettingsDocumentOutOfReach));
    }

    [Theory]
    [InlineData("{\"version\":1,\"enabled\":\"yes\"}")]
    [InlineData("{\"version\":1")]
    [InlineData("")]
    [InlineData("{\"version\":2,\"enabled\":true}")]
    public async Task Document_CannotBeUsed_TheLastOneHoldsAndItIsSaidOnce(string broken)
    {
        _process.Storage.Members = "\"enabled\":false";
        await using ModelDataCollector collector = await StartedAsync();
        Assert.False(collector.IsEnabled);

        _process.Storage.Document = broken;
        await UntilAsync(() => _process.Log.Count(ProducerEventIds.SettingsDocumentBroken) == 1, "it is said");
        await PollsAsync(3);
        Assert.False(collector.IsEnabled);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.SettingsDocumentBroken));
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.SettingsDocumentWell));

        _process.Storage.Members = "\"enabled\":true";
        await UntilAsync(() => collector.IsEnabled, "it is mended");
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.SettingsDocumentWell));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(null)]
    public async Task Document_OutOfReachLater_TheLastOneHoldsAndItIsSaidOnceAndAgainWhenItIsWell(
        HttpStatusCode? status
    )
    {
        _process.Storage.Members = "\"enabled\":false";
        await using ModelDataCollector collector = await StartedAsync();
        _process.Storage.Trouble = () => status;
        await UntilAsync(() => _process.Log.Count(ProducerEventIds.SettingsDocumentOutOfReach) == 1, "it is said");
        await PollsAsync(2);

        Assert.False(collector.IsEnabled);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.SettingsDocumentOutOfReach));
        _process.Storage.Trouble = null;
        await UntilAsync(() => _process.Log.Count(ProducerEventIds.SettingsDocumentWell) == 1, "it is well");
        Assert.False(collector.IsEnabled);
    }

    [Fact]
    public async Task Document_IsTakenAway_OptionsHold()
    {
        _process.Storage.Members = "\"enabled\":false";
        await using ModelDataCollector collector = await StartedAsync();
        _process.Storage.Members = null;
        await UntilAsync(() => collector.IsEnabled, "the options hold");
    }

    [Fact]
    public async Task Document_KeysTargetSpoolAndDebug_AreIgnoredAndNamedOnceWithoutTheirValues()
    {
        _process.Storage.Members =
            "\"enabled\":true,\"eventHubs\":{\"connectionString\":\"verysecret\"},\"spool\":\"/tmp\",\"debug\":true,\"key\":\"verysecret\"";
        await using ModelDataCollector collector = await StartedAsync();
        _process.Storage.Document += " ";
        await PollsAsync(2);

        Assert.True(collector.IsEnabled);
        Assert.Equal(4, _process.Log.Count(ProducerEventIds.SettingsDocumentIgnored));
        Assert.DoesNotContain(_process.Log.Entries, it => it.Text.Contains("verysecret", Ordinal));
        collector.Collect([1.0]);
        Assert.Equal("", _process.Output.ToString());
        Assert.True((await _process.FlushAsync(collector)).IsAccepted);
    }

    [Theory]
    [InlineData("\"sampling\":{\"rate\":0.5}", true)]
    [InlineData("\"redaction\":[{\"column\":\"age\",\"method\":\"drop\"}]", false)]
    [InlineData("\"collectors\":[{\"model\":\"*\",\"identifier\":\"labels\",\"sampling\":{\"rate\":0.5}}]", true)]
    public async Task Document_AsksForWhatThisReleaseCannotDo_CollectorIsOffAndItIsSaidOnce(string asked, bool isOn)
    {
        _process.Storage.Members = $"\"enabled\":true,{asked}";
        await using ModelDataCollector collector = await StartedAsync();
        await using ModelDataCollector other = _process.Collector("predictions");

        Assert.Equal(isOn, collector.IsEnabled);
        Assert.Equal(isOn, other.IsEnabled);
        Assert.Equal(isOn ? 0 : 1, _process.Log.Count(ProducerEventIds.SettingsUnsupported));
        collector.Collect([1.0], new CollectionContext(null, CollectionDecision.On));
        Assert.Equal(isOn ? 1 : 0, collector.Statistics.Received);
    }

    [Fact]
    public async Task Document_StorageAsksForPatience_IsAskedLessOften()
    {
        _process.Storage.Members = "\"enabled\":true";
        await using ModelDataCollector collector = await StartedAsync();
        _process.Storage.RetryAfter = TimeSpan.FromMinutes(5);
        _process.Storage.Trouble = () => HttpStatusCode.ServiceUnavailable;
        int asked = _process.Storage.Requests;
        await UntilAsync(() => _process.Storage.Requests > asked, "it is asked once more");
        DateTimeOffset refused = _process.Clock.GetUtcNow();
        await UntilAsync(() => _process.Storage.Requests > asked + 1, "it is asked again");

        Assert.InRange((_process.Clock.GetUtcNow() - refused).TotalSeconds, 239, 400);
    }

    [Fact]
    public async Task Document_Diagnostics_AreLoggedAtEveryPollAsLongAsItSaysSo()
    {
        _process.Storage.Members = "\"enabled\":true,\"diagnostics\":true";
        await using ModelDataCollector collector = await StartedAsync();
        await UntilAsync(() => _process.Log.Count(ProducerEventIds.Diagnostics) > 2, "they are logged");
        _process.Storage.Members = "\"enabled\":true";
        await PollsAsync(1);
        int said = _process.Log.Count(ProducerEventIds.Diagnostics);
        await PollsAsync(2);
        Assert.Equal(said, _process.Log.Count(ProducerEventIds.Diagnostics));
    }

    [Fact]
    public async Task New_NoCredentialAndNoSignature_IsSaidAndOptionsHoldUnlessItIsRequired()
    {
        _process.Options.Settings.Uri = new("https://account.blob.core.windows.net/modeldata-settings");
        await using ModelDataCollector collector = _process.Collector();
        Assert.True(collector.IsEnabled);
        _process.Options.Settings.Required = true;
        await using ModelDataCollector other = _process.Collector("predictions");
        Assert.False(other.IsEnabled);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.SettingsDocumentOutOfReach));
    }

    [Fact]
    public async Task Document_WithACredential_IsReadWithATokenThatIsKept()
    {
        int tokens = 0;
        _process.Options.Settings.Uri = new("https://account.blob.core.windows.net/modeldata-settings");
        _process.Options.EventHubs.UseCredential(
            Azure.Core.DelegatedTokenCredential.Create(
                (request, _) =>
                {
                    Assert.Equal(["https://storage.azure.com/.default"], request.Scopes);
                    return new($"token-{Interlocked.Increment(ref tokens)}", _process.Clock.GetUtcNow().AddHours(1));
                }
            )
        );
        _process.Storage.Members = "\"enabled\":true";
        await using ModelDataCollector collector = await StartedAsync();
        await PollsAsync(5);

        Assert.Equal("Bearer token-1", $"{_process.Storage.Authorization}");
        Assert.Equal(1, tokens);
    }

    private async Task<ModelDataCollector> StartedAsync(bool isFollowing = true)
    {
        ModelDataCollector collector = _process.Collector();
        if (isFollowing)
        {
            await UntilAsync(() => !IsWaiting(collector), "the document is read");
        }
        return collector;
    }

    private static bool IsWaiting(ModelDataCollector collector) => collector.Switched.IsWaiting;

    private async Task PollsAsync(int polls)
    {
        int asked = _process.Storage.Requests;
        await UntilAsync(() => _process.Storage.Requests >= asked + polls + 1, $"it is asked {polls} times");
    }

    private Task UntilAsync(Func<bool> condition, string what) =>
        Wait.UntilAsync(condition, what, () => _process.Clock.Advance(Step));
}
