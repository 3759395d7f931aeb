namespace ModelData.Tests.Settings;

[Trait("Level", "Unit")]
public sealed class EffectiveSettingsTests
{
    private static readonly CollectionAddress Inputs = new("s", "g", "w", "svc", "best_model", "10", "inputs");

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData(true, null, null, true)]
    [InlineData(null, true, null, true)]
    [InlineData(false, true, true, false)]
    [InlineData(true, false, true, false)]
    [InlineData(true, true, false, false)]
    [InlineData(null, null, false, false)]
    public void For_Enabled_OffWins(bool? service, bool? first, bool? second, bool? effective)
    {
        ServiceSettings settings = new()
        {
            Enabled = service,
            Collectors = [Any with { Enabled = first }, Any with { Enabled = second }],
        };
        Assert.Equal(effective, settings.For(Inputs).Enabled);
    }

    [Theory]
    [InlineData("best_model", "*", "inputs", true)]
    [InlineData("best_model", "10", "*", true)]
    [InlineData("*", "*", "predictions", false)]
    [InlineData("Best_model", "*", "*", false)]
    [InlineData("best_*", "*", "*", false)]
    [InlineData("best_model", "1", "*", false)]
    public void Matches_Names_AreExactOrAny(string model, string version, string identifier, bool isMatch)
    {
        CollectorSettings entry = new()
        {
            Model = model,
            Version = version,
            Identifier = identifier,
        };
        Assert.Equal(isMatch, entry.Matches(Inputs));
        ServiceSettings settings = new() { Collectors = [entry with { Enabled = false }] };
        Assert.Equal(isMatch ? false : null, settings.For(Inputs).Enabled);
    }

    [Fact]
    public void For_Sampling_TheLastMatchHolds()
    {
        ServiceSettings settings = new()
        {
            Sampling = new SamplingSettings(0.5m),
            Collectors =
            [
                Any with
                {
                    Sampling = new SamplingSettings(0.1m, "customer"),
                },
                Any,
                new()
                {
                    Model = "other",
                    Identifier = "*",
                    Sampling = new SamplingSettings(0),
                },
            ],
        };
        Assert.Equal(new SamplingSettings(0.1m, "customer"), settings.For(Inputs).Sampling);
        Assert.Equal(new SamplingSettings(0.5m), (settings with { Collectors = [Any] }).For(Inputs).Sampling);
    }

    [Fact]
    public void For_Redaction_AddsUpAndTheStrongerMethodWins()
    {
        ServiceSettings settings = new()
        {
            Redaction =
            [
                new("b", RedactionMethod.Hash),
                new("a", RedactionMethod.Drop),
                new("c", RedactionMethod.Mask),
            ],
            Collectors =
            [
                Any with
                {
                    Redaction = [new("a", RedactionMethod.Hash), new("b", RedactionMethod.Mask)],
                },
                Any with
                {
                    Redaction = [new("d", RedactionMethod.Hash), new("c", RedactionMethod.Drop)],
                },
            ],
        };
        Assert.Equal(
            [
                new("a", RedactionMethod.Drop),
                new("b", RedactionMethod.Mask),
                new("c", RedactionMethod.Drop),
                new("d", RedactionMethod.Hash),
            ],
            settings.For(Inputs).Redaction
        );
    }

    [Fact]
    public void For_SameValues_AreEqual()
    {
        EffectiveSettings first = Documents.Everything.For(Inputs);
        EffectiveSettings second = Documents.Read(Documents.Everything.Write()).For(Inputs);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.Equal((false, true), (first.Diagnostics, first.Heartbeat));
        Assert.NotEqual(first, (Documents.Everything with { Redaction = [] }).For(Inputs));
    }

    private static CollectorSettings Any { get; } = new() { Model = "*", Identifier = "*" };
}
