using System.Security.Cryptography;
using ModelData.Producer.Configuration;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Tests.Settings;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Tests.Redaction;

/// <summary>What is redacted is the union of what code, configuration and settings document say, and it follows them.</summary>
[Trait("Level", "Unit")]
public sealed class RedactionSettingsTests
{
    private const RedactionMethod Hash = RedactionMethod.Hash;
    private const RedactionMethod Mask = RedactionMethod.Mask;
    private const RedactionMethod Drop = RedactionMethod.Drop;

    private static readonly string FirstKey = Convert.ToBase64String(
        Utf8.ASCII.GetBytes("the first key, of 28 letters")
    );
    private static readonly string SecondKey = Convert.ToBase64String(
        Utf8.ASCII.GetBytes("another key, of 26 letters")
    );

    private readonly TestProcess _process = new();

    public static TheoryData<RedactionMethod?, RedactionMethod?, RedactionMethod?, RedactionMethod?> Unions
    {
        get
        {
            TheoryData<RedactionMethod?, RedactionMethod?, RedactionMethod?, RedactionMethod?> unions = [];
            RedactionMethod?[] methods = [null, Hash, Mask, Drop];
            foreach (RedactionMethod? code in methods)
            {
                foreach (RedactionMethod? configuration in methods)
                {
                    foreach (RedactionMethod? document in methods)
                    {
                        unions.Add(code, configuration, document, new[] { code, configuration, document }.Max());
                    }
                }
            }
            return unions;
        }
    }

    [Theory]
    [MemberData(nameof(Unions))]
    public async Task Redaction_CodeConfigurationAndDocument_TheStrongestHolds(
        RedactionMethod? code,
        RedactionMethod? configuration,
        RedactionMethod? document,
        RedactionMethod? expected
    )
    {
        _process.Options.RedactionKey = FirstKey;
        _process.Options.Settings.Uri = new("https://account.blob.core.windows.net/modeldata-settings?sig=x");
        if (code is { } inCode)
        {
            _process.Options.Redaction.Add(new("feature_0", inCode));
        }
        if (configuration is { } method)
        {
            _process.Environment["ModelData__Redaction__feature_0"] = $"{method}";
        }
        _process.Storage.Members = document is null
            ? "\"enabled\":true"
            : $$"""
                "enabled":true,"redaction":[{"column":"feature_0","method":"{{$"{document}".ToLowerInvariant()}}"}]
                """;
        await using ModelDataCollector collector = _process.Collector();
        await Wait.UntilAsync(
            () => !collector.Switched.IsWaiting,
            "the document is read",
            () => _process.Clock.Advance(TimeSpan.FromSeconds(1))
        );

        Assert.Equal([Shown("17", expected)], await CollectAsync(collector, 17));
    }

    [Theory]
    [InlineData("Redaction__feature_0", "mask", Mask)]
    [InlineData("redaction__feature_0", "MASK", Mask)]
    [InlineData("Collectors__best_model/inputs__Redaction__feature_0", "hash", Hash)]
    [InlineData("Collectors__Best_Model/Inputs__Redaction__feature_0", "drop", Drop)]
    [InlineData("Collectors__best_model/labels__Redaction__feature_0", "drop", null)]
    public async Task Environment_NamesAColumn_ItIsRedacted(string key, string text, RedactionMethod? expected)
    {
        _process.Environment["ModelData__RedactionKey"] = $"{FirstKey}\n";
        _process.Environment[$"ModelData__{key}"] = text;
        _process.Environment["ModelData__Collectors__best_model/inputs__Enabled"] = "true";
        await using ModelDataCollector collector = _process.Collector();

        Assert.Equal([Shown("17", expected)], await CollectAsync(collector, 17));
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.SettingIgnored));
    }

    [Fact]
    public async Task Options_EntryOfACollector_AddsToThoseOfAll()
    {
        _process.Options.Redaction.Add(new("feature_0", Mask));
        _process.Options.Collectors["best_model/inputs"] = new() { Redaction = { new("feature_1", Mask) } };
        await using ModelDataCollector inputs = _process.Collector();
        await using ModelDataCollector labels = _process.Collector("labels");

        Assert.Equal(["***,***"], await CollectAsync(inputs, 17, 18));
        Assert.Equal(["***,18"], await CollectAsync(labels, 17, 18));
    }

    [Fact]
    public async Task Configuration_CodeClearsItsListsAndReplacesEntries_HoldsAllTheSame()
    {
        await using LiveHost host = new(
            _process,
            new()
            {
                ["ModelData:Enabled"] = "true",
                ["ModelData:Redaction:feature_0"] = "mask",
                ["ModelData:Collectors:m/inputs:Redaction:feature_1"] = "mask",
            },
            static (options, _) =>
            {
                options.Redaction.Clear();
                options.Collectors["m/inputs"] = new() { Enabled = true };
            }
        );

        Assert.Equal(["***,***"], await CollectAsync(host.Get("inputs"), 17, 18));
        Assert.Equal(["***,18"], await CollectAsync(host.Get("labels"), 17, 18));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Options_EmptyKeyAndId_AreLeftToTheEnvironment(string empty)
    {
        (_process.Options.RedactionKey, _process.Options.RedactionKeyId) = (empty, empty);
        _process.Environment["ModelData__RedactionKey"] = FirstKey;
        _process.Options.Redaction.Add(new("feature_0", Hash));
        await using ModelDataCollector collector = _process.Collector();

        Assert.Equal([Shown("17", Hash)], await CollectAsync(collector, 17));
        Assert.Equal(Id(FirstKey), Assert.Single(_process.Hub.Stored).Attribute("redactionkey"));
    }

    [Fact]
    public async Task Options_ListsOfACollectorThatRuns_AreItsOwn()
    {
        await using ModelDataCollector collector = _process.Collector();
        _process.Options.Redaction.Add(new("feature_0", Mask));
        collector.Apply();

        Assert.Equal(["17,18"], await CollectAsync(collector, 17, 18));
    }

    [Fact]
    public async Task Configuration_ChangesWhileItRuns_HoldsForRowsThatAreCollectedAfterIt()
    {
        await using LiveHost host = new(
            _process,
            new() { ["ModelData:Enabled"] = "true", ["ModelData:RedactionKey"] = FirstKey },
            static (options, _) => options.Redaction.Add(new("feature_1", Mask))
        );
        ModelDataCollector collector = host.Get("inputs");
        collector.Collect([17, 18]);
        host.Change(("ModelData:Redaction:feature_0", "mask"));
        collector.Collect([17, 18]);
        host.Change(("ModelData:Redaction:feature_0", "hash"));
        collector.Collect([17, 18]);
        host.Change(("ModelData:Redaction:feature_0", null));
        collector.Collect([17, 18]);
        await _process.FlushAsync(collector);

        Assert.Equal(
            ["17,***", "17,***", "***,***", $"{Shown("17", Hash)},***"],
            _process.Hub.Rows.Select(StoredEvent.Features)
        );
        Assert.Equal(3, _process.Hub.Stored.Count);
    }

    [Fact]
    public async Task Key_IsChangedWhileItRuns_RowsOfTheTwoShareNoEventAndEachNamesItsKey()
    {
        await using LiveHost host = new(
            _process,
            new()
            {
                ["ModelData:Enabled"] = "true",
                ["ModelData:RedactionKey"] = FirstKey,
                ["ModelData:Redaction:feature_0"] = "hash",
            }
        );
        ModelDataCollector collector = host.Get("inputs");
        collector.Collect([17]);
        host.Change(("ModelData:RedactionKey", SecondKey));
        collector.Collect([17]);
        host.Change(("ModelData:RedactionKeyId", "second"));
        collector.Collect([17]);
        host.Change(("ModelData:RedactionKey", FirstKey), ("ModelData:RedactionKeyId", null));
        collector.Collect([17]);
        await _process.FlushAsync(collector);

        Assert.Equal(
            [
                $"{Id(FirstKey)} {Shown("17", Hash)} 2",
                $"{Id(SecondKey)} {Shown("17", Hash, SecondKey)} 1",
                $"second {Shown("17", Hash, SecondKey)} 1",
            ],
            _process.Hub.Stored.Select(it =>
                $"{it.Attribute("redactionkey")} {string.Join(' ', it.Rows.Select(StoredEvent.Features).Distinct())} {it.RowCount}"
            )
        );
        Assert.DoesNotContain(
            _process.Log.Entries,
            it =>
                it.Text.Contains(FirstKey, StringComparison.Ordinal)
                || it.Text.Contains(SecondKey, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Key_IsTakenAwayWhileItRuns_CollectorIsOffUntilItIsBack()
    {
        await using LiveHost host = new(
            _process,
            new()
            {
                ["ModelData:Enabled"] = "true",
                ["ModelData:RedactionKey"] = FirstKey,
                ["ModelData:Redaction:feature_0"] = "hash",
            }
        );
        ModelDataCollector collector = host.Get("inputs");
        collector.Collect([17]);
        host.Change(("ModelData:RedactionKey", null));
        Assert.False(collector.IsEnabled);
        collector.Collect([18]);
        host.Change(("ModelData:RedactionKey", FirstKey));
        Assert.True(collector.IsEnabled);
        collector.Collect([19]);
        await _process.FlushAsync(collector);

        Assert.Equal(
            new[] { Shown("17", Hash), Shown("19", Hash) }.Order(),
            _process.Hub.Rows.Select(StoredEvent.Features).Order()
        );
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.RedactionImpossible));
    }

    [Fact]
    public async Task Configuration_BreaksRedactionWhileItRuns_FormerSettingsStayInForce()
    {
        await using LiveHost host = new(
            _process,
            new() { ["ModelData:Enabled"] = "true", ["ModelData:Redaction:feature_0"] = "mask" }
        );
        ModelDataCollector collector = host.Get("inputs");
        host.Change(("ModelData:Redaction:feature_0", "hsh"));
        collector.Collect([17]);
        await _process.FlushAsync(collector);

        Assert.Equal(["***"], _process.Hub.Rows.Select(StoredEvent.Features));
        Assert.Equal(1, _process.Log.Count(ProducerEventIds.SettingsKept));
    }

    [Theory]
    [InlineData("hash", true)]
    [InlineData("hsah", false)]
    public async Task OwnEntry_SamplingBesideRedaction_IsNoReasonToForgetIt(string method, bool isOn)
    {
        _process.Options.RedactionKey = FirstKey;
        _process.Options.Collectors["best_model/inputs"] = new CollectorOptions { Sampling = new(1) };
        _process.Environment["ModelData__Collectors__best_model/inputs__Redaction__feature_0"] = method;
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([17]);
        await _process.FlushAsync(collector);

        Assert.Equal(isOn, collector.IsEnabled);
        Assert.All(_process.Hub.Rows.Select(StoredEvent.Features), it => Assert.Matches("^[0-9a-f]{32}$", it));
        Assert.Equal(isOn ? 1 : 0, _process.Hub.Rows.Count);
    }

    [Fact]
    public async Task OwnEntry_OfTheConfigurationWithSampling_MisspelledRedactionKeepsItOff()
    {
        await using LiveHost host = new(
            _process,
            new()
            {
                ["ModelData:Enabled"] = "true",
                ["ModelData:Collectors:m/inputs:Sampling:Rate"] = "1",
                ["ModelData:Collectors:m/inputs:Redacton:feature_0"] = "mask",
            }
        );
        ModelDataCollector collector = host.Get("inputs");
        collector.Collect([17]);

        Assert.Equal(CollectionState.Misconfigured, collector.Status.State);
        Assert.Empty(_process.Hub.Rows);
    }

    [Fact]
    public async Task Hash_WithoutAKeyWhereNobodyHasSwitchedCollectionOn_NobodyIsTold()
    {
        _process.Options.Enabled = null;
        _process.Options.Redaction.Add(new("feature_0", Hash));
        await using ModelDataCollector collector = _process.Collector();

        Assert.Equal(CollectionState.Off, collector.Status.State);
        Assert.Equal(0, _process.Log.Count(ProducerEventIds.RedactionImpossible));
    }

    [Theory]
    [InlineData("ModelData__Redaction__feature_0", "hsh", "")]
    [InlineData("ModelData__Redaction__feature_0", "mask", "***")]
    public async Task Debug_RedactionFromTheEnvironment_PrintsRedactedRowsOrNone(
        string name,
        string text,
        string printed
    )
    {
        _process.Options.Enabled = false;
        _process.Options.Debug = true;
        _process.Environment[name] = text;
        await using ModelDataCollector collector = _process.Collector();
        collector.Collect([17.25]);

        Assert.DoesNotContain("17.25", _process.Output.ToString(), StringComparison.Ordinal);
        Assert.Contains(printed, _process.Output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void New_IllegalRedactionInCode_ThrowsAndNamesAllWithoutTheKey()
    {
        _process.Options.Redaction.Add(new("$Timestamp", Mask));
        _process.Options.Redaction.Add(new("", Mask));
        _process.Options.Redaction.Add(new("a", (RedactionMethod)7));
        _process.Options.RedactionKey = "c2hvcnQ=";
        _process.Options.RedactionKeyId = "not an id";

        string said = Assert.Throws<ArgumentException>(() => _process.Collector()).Message;
        foreach (string part in new[] { "not $Timestamp", "not a method", "16 bytes in base64", "1 to 64 letters" })
        {
            Assert.Contains(part, said, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("c2hvcnQ=", said, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string>> CollectAsync(ModelDataCollector collector, params int[] values)
    {
        int before = _process.Hub.Rows.Count;
        // A second column remains where the first is dropped.
        int[] row = values is [var alone] ? [alone, 0] : values;
        collector.Collect<int>(row);
        await _process.FlushAsync(collector);
        return _process
            .Hub.Rows.Skip(before)
            .Select(StoredEvent.Features)
            .Select(it =>
                values.Length > 1 ? it
                : it.Contains(',', StringComparison.Ordinal) ? it[..^2]
                : ""
            );
    }

    private static string Id(string key)
    {
        Assert.True(RedactionKey.TryRead(key, null, out RedactionKey? read));
        return read.Id;
    }

    private static string Shown(string text, RedactionMethod? method, string? key = null) =>
        method switch
        {
            Hash => Convert.ToHexStringLower(
                HMACSHA256.HashData(Convert.FromBase64String(key ?? FirstKey), Utf8.UTF8.GetBytes(text))
            )[..32],
            Mask => RowRedaction.Mask,
            Drop => "",
            _ => text,
        };
}
