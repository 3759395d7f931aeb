namespace ModelData.Producer.Tests;

/// <summary>What is legal; that each option has an effect is shown where the effect is tested.</summary>
[Trait("Level", "Unit")]
public sealed class OptionsTests
{
    public static TheoryData<string, Action<ModelDataCollectorOptions>> Broken =>
        new()
        {
            { "RingBytes", options => options.RingBytes = 100 },
            { "RingBytes", options => options.RingBytes = int.MaxValue },
            { "MaxBatchBytes", options => options.MaxBatchBytes = 0 },
            { "MaxPendingBytes", options => options.MaxPendingBytes = -1 },
            { "FullRingWait", options => options.FullRingWait = TimeSpan.FromHours(1) },
            { "Linger", options => options.Linger = TimeSpan.FromSeconds(-1) },
            { "GiveUpAfter", options => options.GiveUpAfter = TimeSpan.FromDays(2) },
            { "CloseTimeout", options => options.CloseTimeout = TimeSpan.FromSeconds(-5) },
            { "DropLogInterval", options => options.DropLogInterval = TimeSpan.Zero },
            { "FullRing", options => options.FullRing = (FullRingPolicy)9 },
            { "Workspace", options => options.Workspace = "only/two" },
            { "WebServiceName", options => options.WebServiceName = "" },
            { "ModelVersion", options => options.ModelVersion = new string('v', 200) },
            { "EventHubs", options => options.EventHubs = null! },
            { "Settings", options => options.Settings = null! },
            { "Settings.Uri", options => options.Settings.Uri = new("modeldata-settings", UriKind.Relative) },
            { "Settings.Uri", options => options.Settings.Uri = new("http://account.example.net/modeldata-settings") },
            { "Settings.PollInterval", options => options.Settings.PollInterval = TimeSpan.Zero },
            { "Collectors", options => options.Collectors["inputs"] = new() { Enabled = true } },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Problems_OneBrokenOption_IsNamed(string name, Action<ModelDataCollectorOptions> breakIt)
    {
        ModelDataCollectorOptions options = new();
        breakIt(options);

        Assert.Contains(name, Assert.Single(OptionsRules.Problems(options)), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ModelDataCollector("m", options: options));
    }

    [Fact]
    public void Problems_Defaults_None() => Assert.Empty(OptionsRules.Problems(new ModelDataCollectorOptions()));

    [Fact]
    public void Problems_InfiniteCloseTimeout_None() =>
        Assert.Empty(OptionsRules.Problems(new ModelDataCollectorOptions { CloseTimeout = Timeout.InfiniteTimeSpan }));

    [Fact]
    public void Problems_SeveralBrokenOptions_AllAreNamed()
    {
        ModelDataCollectorOptions options = new()
        {
            RingBytes = 1,
            MaxBatchBytes = 1,
            Workspace = "x",
        };
        Assert.Equal(3, OptionsRules.Problems(options).Count);
    }
}
