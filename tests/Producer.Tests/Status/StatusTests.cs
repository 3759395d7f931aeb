using ModelData.HubClient;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Tests.Settings;

namespace ModelData.Producer.Tests.Status;

/// <summary>What a collector says of itself: each state, why, since when, and what to do.</summary>
[Trait("Level", "Unit")]
public sealed class StatusTests
{
    private readonly TestProcess _process = new();

    [Theory]
    [InlineData("nobody", "Nobody has switched collection on.", "ModelData__Enabled")]
    [InlineData("variable", "The environment variable ModelData__Enabled has", "ModelData__Enabled to true")]
    [InlineData("AML variable", "variable AML_MODEL_DC_STORAGE_ENABLED has", "AML_MODEL_DC_STORAGE_ENABLED to true")]
    [InlineData("entry", "The entry best_model/inputs", "ModelData__Collectors__best_model/inputs__Enabled")]
    [InlineData("code", "off by its own options in code", "set it to true")]
    public async Task Status_Off_SaysByWhom(string by, string reason, string mend)
    {
        _process.Options.Enabled = by switch
        {
            "entry" => true,
            "code" => false,
            _ => null,
        };
        if (by == "entry")
        {
            _process.Options.Collectors["best_model/inputs"] = new CollectorOptions { Enabled = false };
        }
        if (by.EndsWith("variable", StringComparison.Ordinal))
        {
            _process.Environment[by == "variable" ? "ModelData__Enabled" : "AML_MODEL_DC_STORAGE_ENABLED"] = "false";
        }
        DateTimeOffset made = _process.Clock.GetUtcNow();
        await using ModelDataCollector collector = _process.Collector();
        _process.Clock.Advance(TimeSpan.FromMinutes(1));

        Is(collector, CollectionState.Off, made, reason, mend);
        Assert.Equal(FlushStatus.Off, (await collector.FlushAsync(TimeSpan.Zero, Token)).Status);
        Assert.Equal(0, _process.Hub.Opens);
    }

    [Fact]
    public async Task Status_Closed_IsOff()
    {
        ModelDataCollector collector = _process.Collector();
        _process.Clock.Advance(TimeSpan.FromMinutes(1));
        await collector.DisposeAsync();

        Is(collector, CollectionState.Off, _process.Clock.GetUtcNow(), "closed", null);
    }

    [Theory]
    [InlineData("ModelData__Linger", "10", "ModelData__Linger is '10'")]
    [InlineData("ModelData__Enabled", "yes", "ModelData__Enabled is 'yes'")]
    public async Task Status_BrokenSetting_IsMisconfigured(string name, string text, string reason)
    {
        _process.Options.Enabled = name == "ModelData__Enabled" ? null : true;
        _process.Environment[name] = text;
        await using ModelDataCollector collector = _process.Collector();

        Is(collector, CollectionState.Misconfigured, _process.Clock.GetUtcNow(), reason, "Correct them");
    }

    [Theory]
    [InlineData(null, "There is no connection string")]
    [InlineData("nonsense", "The connection cannot be made")]
    public async Task Status_NoConnection_IsMisconfigured(string? connectionString, string reason)
    {
        _process.Options.EventHubs.ConnectionString = connectionString;
        CollectorDefinition definition = new("best_model", "inputs", null, null, null, null, null);
        await using ModelDataCollector collector = new(
            definition,
            _process.Options,
            _process.ForCollectors with
            {
                CreateSender = null,
            }
        );

        Is(collector, CollectionState.Misconfigured, _process.Clock.GetUtcNow(), reason, "ConnectionString");
    }

    [Fact]
    public async Task Status_LinkIsBeingOpened_IsConnectingAndThenSending()
    {
        TaskCompletionSource open = new();
        _process.Hub.Open = () => open.Task;
        DateTimeOffset made = _process.Clock.GetUtcNow();
        await using ModelDataCollector collector = _process.Collector();
        await Wait.UntilAsync(() => _process.Hub.Opens == 1, "it connects without a row");
        _process.Clock.Advance(TimeSpan.FromSeconds(3));

        Is(collector, CollectionState.Connecting, made, "has not answered yet", null);
        open.SetResult();
        await UntilAsync(collector, CollectionState.Sending);
        Is(collector, CollectionState.Sending, made + TimeSpan.FromSeconds(3), "takes what is sent", null);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.Connected));
    }

    [Fact]
    public async Task Status_HubDoesNotAnswerAtTheStart_IsSaidAsThatAndOnce()
    {
        TaskCompletionSource open = new();
        _process.Hub.Open = () => open.Task;
        DateTimeOffset made = _process.Clock.GetUtcNow();
        await using ModelDataCollector collector = _process.Collector();
        await Wait.UntilAsync(() => _process.Hub.Opens == 1, "it connects");
        _process.Clock.Advance(TimeSpan.FromSeconds(12));

        Is(collector, CollectionState.Refused, made, "The event hub has not answered for 12 s.", "5671");
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.HubRefuses));
        open.SetResult();
        await UntilAsync(collector, CollectionState.Sending);
        Is(collector, CollectionState.Sending, made + TimeSpan.FromSeconds(12), "takes what is sent", null);
    }

    [Theory]
    [InlineData(HubFailureReason.Unauthorized, "refuses who sends", "Azure Event Hubs Data Sender on the event hub")]
    [InlineData(HubFailureReason.AuthenticationFailed, "no token", "UseCredential")]
    [InlineData(HubFailureReason.ResourceNotFound, "does not exist", "ModelData__EventHubs__HubName")]
    [InlineData(HubFailureReason.QuotaExceeded, "a quota is used up", "throughput units")]
    [InlineData(HubFailureReason.ServiceBusy, "throttles", "throughput units")]
    [InlineData(HubFailureReason.ServiceTimeout, "did not answer in time", "5671")]
    [InlineData(HubFailureReason.ServiceCommunicationProblem, "cannot be reached", "AmqpWebSockets")]
    [InlineData(
        HubFailureReason.InvalidOperation,
        "refuses (InvalidOperation). It says why.",
        "state of the namespace"
    )]
    internal async Task Status_LinkIsRefused_SaysWhyAndTriesAgain(HubFailureReason said, string reason, string mend)
    {
        bool isMended = false;
        _process.Hub.Open = () =>
            isMended ? Task.CompletedTask : Task.FromException(new HubException(said, true, "It says why."));
        DateTimeOffset made = _process.Clock.GetUtcNow();
        await using ModelDataCollector collector = _process.Collector();
        await UntilAsync(collector, CollectionState.Refused);

        Is(collector, CollectionState.Refused, made, reason, mend);
        await Wait.UntilAsync(
            () => _process.Hub.Opens >= 4,
            "it tries again",
            () => _process.Clock.Advance(TimeSpan.FromSeconds(1))
        );
        Assert.Equal(CollectionState.Refused, collector.Status.State);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.HubRefuses));
        isMended = true;
        await UntilAsync(collector, CollectionState.Sending, TimeSpan.FromSeconds(1));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.Connected));
    }

    [Fact]
    public async Task Status_BatchesFailAndAreAcceptedAgain_IsRefusedFromTheSecondFailureToTheFirstSuccess()
    {
        bool isDown = true;
        _process.Hub.Script = (_, _) => isDown ? Fate.Busy : Fate.Accepted;
        await using ModelDataCollector collector = _process.Collector();
        await UntilAsync(collector, CollectionState.Sending);
        _process.Clock.Advance(TimeSpan.FromMinutes(1));
        collector.Collect([1.0]);
        await Wait.UntilAsync(
            () => _process.Hub.Attempts == 1,
            "it is sent",
            () => _process.Clock.Advance(TimeSpan.FromMilliseconds(100))
        );
        await Wait.UntilAsync(() => _process.Log.Count(ProducerEventIds.BatchResent) == 1, "it failed once");
        Assert.Equal(CollectionState.Sending, collector.Status.State);
        await UntilAsync(collector, CollectionState.Refused, TimeSpan.FromMilliseconds(100));
        DateTimeOffset refused = collector.Status.Since;
        Assert.InRange(_process.Clock.GetUtcNow() - refused, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await Wait.UntilAsync(
            () => _process.Hub.Attempts == 4,
            "it is sent again",
            () => _process.Clock.Advance(TimeSpan.FromMilliseconds(100))
        );
        Is(collector, CollectionState.Refused, refused, "cannot be reached", "5671");

        isDown = false;
        await _process.FlushAsync(collector);
        Assert.Equal(CollectionState.Sending, collector.Status.State);
        Assert.True(collector.Status.Since > refused);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.HubRefuses));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.HubWell));
    }

    [Fact]
    public async Task Status_HubFallsSilent_IsSaidSinceItsSilence()
    {
        TaskCompletionSource gate = new();
        await using ModelDataCollector collector = _process.Collector();
        await UntilAsync(collector, CollectionState.Sending);
        _process.Hub.Gate = gate;
        _process.Options.Linger = TimeSpan.Zero;
        collector.Collect([1.0]);
        Task<FlushResult> flush = collector.FlushAsync(TimeSpan.FromSeconds(60), Token);
        await Wait.UntilAsync(() => _process.Hub.InFlight == 1, "it is sent");
        DateTimeOffset sent = _process.Clock.GetUtcNow();
        _process.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(CollectionState.Sending, collector.Status.State);
        _process.Clock.Advance(TimeSpan.FromSeconds(31));

        Is(collector, CollectionState.Refused, sent, "has not answered for 40 s.", "5671");
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.HubRefuses));
        // What a flush cannot tell, the status does: the ring is not full.
        _process.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(new FlushResult(FlushStatus.Interrupted, 0, 1), await flush);
        Assert.Equal(CollectionState.Refused, collector.Status.State);

        gate.SetResult();
        await UntilAsync(collector, CollectionState.Sending);
        Is(collector, CollectionState.Sending, sent + TimeSpan.FromSeconds(60), "takes what is sent", null);
    }

    [Theory]
    [InlineData(true, "has not answered for")]
    [InlineData(false, "more rows come than are sent")]
    public async Task Collect_RingIsFull_DropsNameTheCause(bool isSilent, string cause)
    {
        _process.Options.RingBytes = 4096;
        _process.Options.MaxPendingBytes = 1024;
        _process.Options.Linger = TimeSpan.Zero;
        await using ModelDataCollector collector = _process.Collector();
        await UntilAsync(collector, CollectionState.Sending);
        TaskCompletionSource gate = new();
        _process.Hub.Gate = gate;
        await Wait.UntilAsync(
            () => collector.Pipeline!.Backlog.IsFull,
            "the way is full",
            () => collector.Collect([1.0])
        );
        if (isSilent)
        {
            _process.Clock.Advance(TimeSpan.FromSeconds(12));
        }
        while (collector.Statistics.Dropped == 0)
        {
            collector.Collect([1.0]);
        }

        string said = _process.Log.Entries.First(it => it.Id == ProducerEventIds.RowsDropped).Text;
        Assert.Contains(cause, said, StringComparison.Ordinal);
        gate.SetResult();
        FlushResult result = await _process.FlushAsync(collector);
        Assert.Equal(0, result.PendingRows);
        Assert.Equal(CollectionState.Sending, collector.Status.State);
    }

    [Fact]
    public async Task Status_SettingsDocument_IsFollowed()
    {
        _process.Options.Settings.Uri = new("https://account.blob.core.windows.net/modeldata-settings?sig=s");
        _process.Storage.Members = "\"enabled\":false";
        DateTimeOffset made = _process.Clock.GetUtcNow();
        await using ModelDataCollector collector = _process.Collector();
        Is(
            collector,
            CollectionState.SettingsUnknown,
            made,
            "default/default/default/default.json was not read yet",
            null
        );
        await UntilAsync(collector, CollectionState.Off, TimeSpan.FromSeconds(1));
        Assert.Contains("default/default/default/default.json has the collector off", collector.Status.Reason);
        Assert.Equal(0, _process.Hub.Opens);

        _process.Storage.Members =
            "\"enabled\":true,\"redaction\":[{\"column\":\"$CorrelationId\",\"method\":\"hash\"}]";
        await UntilAsync(collector, CollectionState.Misconfigured, TimeSpan.FromSeconds(1));
        Assert.Contains(
            "there is no key: set ModelData__RedactionKey",
            collector.Status.Reason,
            StringComparison.Ordinal
        );
        _process.Storage.Members = "\"enabled\":true";
        await UntilAsync(collector, CollectionState.Sending, TimeSpan.FromSeconds(1));
        Assert.True(collector.Status.Since > made);
    }

    [Fact]
    public async Task Status_DocumentSaysNothingOfTheSwitch_IsNotBlamed()
    {
        _process.Options.Enabled = null;
        _process.Options.Settings.Uri = new("https://account.blob.core.windows.net/modeldata-settings?sig=s");
        _process.Storage.Members = "\"sampling\":{\"rate\":0.5}";
        await using ModelDataCollector collector = _process.Collector();
        await UntilAsync(collector, CollectionState.Off, TimeSpan.FromSeconds(1));

        Assert.Equal("Nobody has switched collection on.", collector.Status.Reason);
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.CollectionSwitchedOff));
    }

    [Fact]
    public async Task Status_BrokenSettingIsMendedAndAnotherBreaks_TheOtherIsTheReason()
    {
        await using LiveHost host = new(
            _process,
            new() { ["ModelData:Enabled"] = "true", ["ModelData:RingBytes"] = "abc" }
        );
        ModelDataCollector collector = host.Get("inputs");
        Assert.Contains("RingBytes", collector.Status.Reason, StringComparison.Ordinal);
        host.Change(("ModelData:RingBytes", "1048576"), ("ModelData:Linger", "soon"));

        Assert.Contains("Linger", collector.Status.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("RingBytes", collector.Status.Reason, StringComparison.Ordinal);
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.SettingsKept));
    }

    [Fact]
    public async Task Status_RequiredDocumentIsMissing_IsOffForThat()
    {
        _process.Options.Settings.Uri = new("https://account.blob.core.windows.net/modeldata-settings?sig=s");
        _process.Options.Settings.Required = true;
        await using ModelDataCollector collector = _process.Collector();
        await UntilAsync(collector, CollectionState.Off, TimeSpan.FromSeconds(1));

        Assert.Contains("is required", collector.Status.Reason, StringComparison.Ordinal);
        Assert.NotNull(collector.Status.Mend);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static void Is(
        ModelDataCollector collector,
        CollectionState state,
        DateTimeOffset since,
        string reason,
        string? mend
    )
    {
        CollectionStatus status = collector.Status;
        Assert.Equal((state, since), (status.State, status.Since));
        Assert.Contains(reason, status.Reason, StringComparison.Ordinal);
        Assert.EndsWith(".", status.Reason, StringComparison.Ordinal);
        Assert.Equal(mend is null, status.Mend is null);
        Assert.Contains(mend ?? "", status.Mend ?? "", StringComparison.Ordinal);
    }

    private Task UntilAsync(ModelDataCollector collector, CollectionState state, TimeSpan step = default) =>
        Wait.UntilAsync(() => collector.Status.State == state, $"it is {state}", () => _process.Clock.Advance(step));
}
