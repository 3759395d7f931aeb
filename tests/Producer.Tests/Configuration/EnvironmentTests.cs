using Microsoft.Extensions.Logging;
using ModelData.Producer.Configuration;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Configuration;

/// <summary>Settings in the environment, of a collector that is made without dependency injection.</summary>
[Trait("Level", "Unit")]
public sealed class EnvironmentTests
{
    private readonly TestProcess _process = new();

    public EnvironmentTests() => _process.Options.Enabled = null;

    [Fact]
    public void All_AreTheOptions() =>
        Assert.Equal(
            ConfigurationPageTests.Settings(typeof(ModelDataCollectorOptions), "").Order(StringComparer.Ordinal),
            ProducerSettings
                .All.Select(it => it.Key)
                .Concat(ProducerSettings.OfCollector)
                .Select(it => it.Replace(":", "__"))
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task New_EverythingFromTheEnvironment_Collects()
    {
        Set("Enabled", "true");
        Set("Workspace", "a/b/c");
        Set("WebServiceName", "shop");
        Set("ModelVersion", "7");
        Set("Linger", "00:10:00");
        Set("MaxBatchBytes", "1024");
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);

        Assert.True((await _process.FlushAsync(collector)).IsAccepted);
        Assert.Equal("a/b/c/shop/best_model/7/inputs", collector.Address.Path);
    }

    [Fact]
    public async Task New_OptionsInCode_GoBeforeTheEnvironmentAndLeaveTheRestToIt()
    {
        Set("Enabled", "true");
        Set("WebServiceName", "environment");
        Set("ModelVersion", "7");
        _process.Options.WebServiceName = "default";
        await using ModelDataCollector collector = _process.Collector();

        // What code says holds, also where it is the default.
        Assert.Equal("default/default/default/default/best_model/7/inputs", collector.Address.Path);
        Assert.True(collector.IsEnabled);
    }

    [Theory]
    [InlineData("ModelData__Enabled", "false", "true", false)]
    [InlineData("ModelData__Enabled", "true", "false", true)]
    [InlineData("MODELDATA__ENABLED", "TRUE", null, true)]
    [InlineData("ModelData:Enabled", " true\n", null, true)]
    [InlineData("ModelData__Enabled", "", "true", true)]
    public async Task IsEnabled_TwoVariables_OursGoesFirst(string name, string text, string? theirs, bool expected)
    {
        _process.Environment[name] = text;
        if (theirs is not null)
        {
            _process.Environment["AML_MODEL_DC_STORAGE_ENABLED"] = theirs;
        }
        await using ModelDataCollector collector = _process.Collector();

        Assert.Equal(expected, collector.IsEnabled);
    }

    [Fact]
    public async Task Collect_DebugInTheEnvironment_PrintsRows()
    {
        Set("Debug", "true");
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([1.0]);

        Assert.Contains("feature_0", _process.Output.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Broken =>
        new()
        {
            { "Enabled", "yes", "true or false" },
            { "Enabled", "1", "true or false" },
            { "Enabled", "\"true\"", "true or false" },
            { "Debug", "on", "true or false" },
            { "Spread", "maybe", "true or false" },
            { "EventHubs__AllowPlaintext", "2", "true or false" },
            { "Linger", "10", "00:00:10" },
            { "Linger", "0:10", "00:00:10" },
            { "Linger", "24:00:00", "hh:mm:ss" },
            { "Linger", "-00:00:01", "between 00:00:00 and 01:00:00" },
            { "GiveUpAfter", "5m", "00:05:00" },
            { "CloseTimeout", "soon", "hh:mm:ss" },
            { "DropLogInterval", "00:00:00", "between 00:00:01" },
            { "FullRingWait", "100ms", "00:00:00.1" },
            { "RingBytes", "16MiB", "whole number" },
            { "RingBytes", "1", "4096" },
            { "MaxBatchBytes", "99999999999", "whole number" },
            { "MaxPendingBytes", "1e6", "whole number" },
            { "FullRing", "DropAll", "DropNewest, DropOldest, Wait" },
            { "FullRing", "1", "DropNewest, DropOldest, Wait" },
            { "EventHubs__TransportType", "Tcp", "AmqpTcp, AmqpWebSockets" },
            { "EventHubs__CustomEndpointAddress", "gateway", "sb://gateway.example.net:5671" },
            { "Workspace", "a/b", "<subscription>/<resource group>/<workspace>" },
            { "WebServiceName", new string('s', 200), "WebServiceName" },
            { "ModelVersion", new string('v', 200), "ModelVersion" },
            { "Settings__Uri", "modeldata-settings", "https://account.blob.core.windows.net/modeldata-settings" },
            { "Settings__Uri", "http://example.net/c", "is accepted" },
            { "Settings__PollInterval", "00:00:00.1", "between 00:00:01 and 01:00:00" },
            { "Settings__Required", "maybe", "true or false" },
            { "Collectors__best_model/inputs__Enabled", "on", "true or false" },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task New_BrokenSetting_IsOffAndSaidOnceWithKeyValueAndMend(string key, string text, string mend)
    {
        Set("Enabled", "true");
        Set(key, text);
        await using ModelDataCollector inputs = _process.Collector("inputs");
        await using ModelDataCollector predictions = _process.Collector("predictions");

        Assert.False(inputs.IsEnabled);
        inputs.Collect([1.0]);
        Assert.Equal(
            FlushStatus.Off,
            (await inputs.FlushAsync(TimeSpan.Zero, TestContext.Current.CancellationToken)).Status
        );
        (int id, LogLevel level, string said) = Assert.Single(_process.Log.Entries);
        Assert.Equal((ProducerEventIds.SettingBroken, LogLevel.Error), (id, level));
        Assert.Contains($"ModelData__{key}", said, StringComparison.Ordinal);
        Assert.Contains(text.Length > 64 ? $"{text.Length} characters" : $"'{text}'", said, StringComparison.Ordinal);
        Assert.Contains(mend, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_SeveralBrokenSettings_EachIsSaid()
    {
        Set("Enabled", "yes");
        Set("Linger", "10");
        await using ModelDataCollector collector = _process.Collector();

        Assert.Equal(2, _process.Log.Count(ProducerEventIds.SettingBroken));
    }

    [Fact]
    public async Task New_BrokenSettingThatCodeReplaces_Collects()
    {
        Set("Enabled", "true");
        Set("Linger", "10");
        _process.Options.Linger = TimeSpan.FromSeconds(10);
        await using ModelDataCollector collector = _process.Collector();

        Assert.True(collector.IsEnabled);
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.SettingBroken));
    }

    [Fact]
    public async Task New_NamesThatTogetherAreTooLong_IsOffAndSaid()
    {
        string name = new('/', 120);
        Set("Enabled", "true");
        Set("WebServiceName", name);
        Set("ModelVersion", name);
        await using ModelDataCollector collector = new(
            new CollectorDefinition(name, "inputs", null, null, null, null, null),
            _process.Options,
            _process.ForCollectors
        );

        Assert.False(collector.IsEnabled);
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.SettingBroken));
    }

    [Fact]
    public async Task New_ConnectionStringInTheWrongPlace_IsNotShown()
    {
        Set("Enabled", "Endpoint=sb://ns.example.net;SharedAccessKeyName=n;SharedAccessKey=verysecret");
        Set("EventHubs", "Endpoint=sb://ns.example.net;SharedAccessKeyName=n;SharedAccessKey=verysecret");
        await using ModelDataCollector collector = _process.Collector();

        Assert.All(_process.Log.Entries, it => Assert.DoesNotContain("verysecret", it.Text, StringComparison.Ordinal));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.SettingBroken));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.SettingIgnored));
    }

    [Theory]
    [InlineData("ModelData__Enabeld", "ModelData__Enabled?")]
    [InlineData("ModelData__RingByte", "ModelData__RingBytes?")]
    [InlineData("ModelData__HubName", "ModelData__EventHubs__HubName?")]
    [InlineData("ModelData__EventHub__HubName", "ModelData__EventHubs__HubName?")]
    [InlineData("ModelData__EventHubs__ConectionString", "ModelData__EventHubs__ConnectionString?")]
    [InlineData("ModelData__Linger__Seconds", "ModelData__Linger takes one value")]
    [InlineData("ModelData__Colour", "known are Enabled, Debug,")]
    [InlineData("ModelData__Settings__Url", "ModelData__Settings__Uri?")]
    [InlineData("ModelData__Collectors__inputs__Enabled", "ModelData__Collectors__<model>/<identifier>__Enabled")]
    [InlineData("ModelData__Collectors__m/inputs__Enabeld", "ModelData__Collectors__<model>/<identifier>__Enabled")]
    [InlineData("ModelData_Enabled", "ModelData__Enabled?")]
    [InlineData("MODELDATA_ENABLED", "ModelData__Enabled?")]
    [InlineData("ModelDate__Enabled", "ModelData__Enabled?")]
    public async Task New_UnknownSetting_IsNamedOnceWithTheNearest(string name, string mend)
    {
        Set("Enabled", "true");
        _process.Environment[name] = "true";
        await using ModelDataCollector inputs = _process.Collector("inputs");
        await using ModelDataCollector predictions = _process.Collector("predictions");

        Assert.True(inputs.IsEnabled);
        var (_, level, text) = Assert.Single(_process.Log.Entries, it => it.Id == ProducerEventIds.SettingIgnored);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains(name, text, StringComparison.Ordinal);
        Assert.Contains(mend, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MODELDATA_CONTAINERS")]
    [InlineData("EventHubs__HubName")]
    [InlineData("PATH")]
    public async Task New_VariablesOfOthers_AreLeftAlone(string name)
    {
        Set("Enabled", "true");
        _process.Environment[name] = "1";
        await using ModelDataCollector collector = _process.Collector();

        Assert.Equal(0, _process.Log.Count(ProducerEventIds.SettingIgnored));
    }

    [Theory]
    [InlineData("AML_MODEL_DC_STORAGE_ENABLED")]
    [InlineData("AML_MODEL_DC_DEBUG")]
    public async Task New_SwitchOfTheSdkThatIsNeither_CountsAsFalseAndIsSaid(string name)
    {
        _process.Environment[name] = "yes";
        await using ModelDataCollector collector = _process.Collector();

        Assert.False(collector.IsEnabled);
        Assert.Contains(
            _process.Log.Entries,
            it => it.Id == ProducerEventIds.SettingIgnored && it.Text.Contains(name, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(null, null, "default")]
    [InlineData("shop", null, "shop")]
    [InlineData("shop", "ours", "ours")]
    [InlineData(" shop\n", "", "shop")]
    public async Task Address_NameOfTheServiceInTheEnvironment_OursGoesFirst(
        string? theirs,
        string? ours,
        string service
    )
    {
        _process.Environment["SERVICE_NAME"] = theirs ?? "";
        Set("WebServiceName", ours ?? "");
        await using ModelDataCollector collector = _process.Collector();

        Assert.Equal(service, collector.Address.WebService);
    }

    [Fact]
    public async Task Address_NameOfTheServiceIsIllegal_IsSaidAndLeftOut()
    {
        Set("Enabled", "true");
        _process.Environment["SERVICE_NAME"] = new string('s', 200);
        await using ModelDataCollector collector = _process.Collector();

        Assert.True(collector.IsEnabled);
        Assert.Equal("default", collector.Address.WebService);
        Assert.Contains(_process.Log.Entries, it => it.Text.Contains("SERVICE_NAME", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("false", "best_model/inputs", "true", true)]
    [InlineData("true", "best_model/inputs", "false", false)]
    [InlineData("true", "Best_Model/Inputs", "false", false)]
    [InlineData("true", "other/inputs", "false", true)]
    public async Task IsEnabled_EntryOfItsOwn_GoesBeforeTheCommonOne(string all, string name, string own, bool expected)
    {
        Set("Enabled", all);
        Set($"Collectors__{name}__Enabled", own);
        await using ModelDataCollector collector = _process.Collector();

        Assert.Equal(expected, collector.IsEnabled);
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.SettingIgnored));
    }

    private void Set(string key, string text) => _process.Environment[$"ModelData__{key}"] = text;
}
