using ModelData.Cli.Services;

namespace ModelData.Cli.Tests.Services;

[Trait("Level", "Unit")]
public sealed class SettingsScopeTests
{
    private static readonly CollectionAddress Address = new("s", "g", "w", "svc", "m", "1", "inputs");
    private static readonly SettingsScope Whole = new((CollectorName?)null);
    private static readonly SettingsScope Inputs = new(new CollectorName("m", "*", "inputs"));

    [Fact]
    public void Switch_OnWhereTwoEntriesSayOff_IsOnForTheCollector()
    {
        ServiceSettings settings = Of(
            Entry("m") with
            {
                Enabled = false,
            },
            Entry("m"),
            Entry("m") with
            {
                Enabled = false,
            }
        );
        ServiceSettings after = Inputs.Switch(settings, isOn: true);
        Assert.True(after.For(Address).Enabled);
        Assert.Equal(3, after.Collectors.Count);
        Assert.Empty(SettingsNotes.OfSwitch(after, Inputs));
    }

    [Fact]
    public void Switch_OnWhereOthersSayOff_SaysSo()
    {
        ServiceSettings settings = Of(Entry("*") with { Enabled = false }, Entry("other") with { Enabled = false }) with
        {
            Enabled = false,
        };
        ServiceSettings after = Inputs.Switch(settings, isOn: true);
        Assert.False(after.For(Address).Enabled);
        string[] notes = [.. SettingsNotes.OfSwitch(after, Inputs)];
        Assert.Equal(2, notes.Length);
        Assert.Contains("as a whole", notes[0]);
        Assert.Contains("model *", notes[1]);
        Assert.Equal(2, SettingsNotes.OfSwitch(Whole.Switch(settings, isOn: true), Whole).Count());
    }

    [Fact]
    public void Sample_LaterEntryOfAnotherName_IsSaid()
    {
        var rate = new SamplingSettings(0.5m);
        ServiceSettings settings = Of(
            Entry("*") with
            {
                Sampling = rate,
            },
            Entry("m"),
            Entry("*") with
            {
                Sampling = rate,
            }
        );
        ServiceSettings after = Inputs.Sample(settings, 0.1m, key: null);
        Assert.Equal(new SamplingSettings(0.1m), after.Collectors[1].Sampling);
        Assert.Contains("model *", Assert.Single(SettingsNotes.OfSampling(after, Inputs)));
        ServiceSettings alone = Inputs.Sample(Of(Entry("*") with { Sampling = rate }), 0.1m, "c");
        Assert.Equal(new SamplingSettings(0.1m, "c"), alone.For(Address).Sampling);
        Assert.Empty(SettingsNotes.OfSampling(alone, Inputs));
        Assert.Single(SettingsNotes.OfSampling(alone with { Collectors = [alone.Collectors[0]] }, Whole));
    }

    [Fact]
    public void Redact_StrongerOneFurtherDown_IsReplacedInItsPlace()
    {
        ColumnRedaction[] columns =
        [
            new("a", RedactionMethod.Hash),
            new("b", RedactionMethod.Mask),
            new("a", RedactionMethod.Drop),
        ];
        ColumnRedaction[] wanted = [new("a", RedactionMethod.Mask), new("b", RedactionMethod.Mask)];
        ServiceSettings whole = Whole.Redact(new ServiceSettings { Redaction = columns }, "a", RedactionMethod.Mask);
        Assert.Equal(wanted, whole.Redaction);
        ServiceSettings some = Inputs.Redact(
            Of(Entry("m") with { Redaction = columns }, Entry("m") with { Redaction = columns }),
            "a",
            RedactionMethod.Mask
        );
        Assert.Equal([columns[1]], some.Collectors[0].Redaction);
        Assert.Equal(wanted, some.Collectors[1].Redaction);
    }

    [Fact]
    public void KeepColumn_LastWordOfAnEntry_TakesTheEntryAway()
    {
        ColumnRedaction[] columns = [new("a", RedactionMethod.Drop)];
        ServiceSettings settings = Of(
            Entry("m") with
            {
                Redaction = columns,
            },
            Entry("m") with
            {
                Redaction = columns,
                Enabled = true,
            },
            Entry("m"),
            Entry("*") with
            {
                Redaction = columns,
            }
        ) with
        {
            Redaction = columns,
        };
        ServiceSettings after = Inputs.KeepColumn(settings, "a");
        Assert.Equal([Entry("m") with { Enabled = true }, Entry("m"), settings.Collectors[3]], after.Collectors);
        Assert.Equal(3, SettingsNotes.OfKeptColumn(after, Inputs, "a").Count());
        Assert.Same(settings.Collectors[3], Inputs.KeepColumn(settings, "other").Collectors[3]);
        Assert.Equal(settings, Inputs.KeepColumn(settings, "other"));
        ServiceSettings all = Whole.KeepColumn(settings, "a");
        Assert.Empty(all.Redaction);
        Assert.Equal(settings.Collectors, all.Collectors);
    }

    [Fact]
    public void Difference_OfEverything_NamesFormerAndNewValues()
    {
        ServiceSettings before = Of(Entry("m") with { Enabled = true }) with { Sampling = new SamplingSettings(1m) };
        ServiceSettings after = Inputs.Redact(
            Whole.Sample(before with { Heartbeat = false }, 0.125m, "c"),
            "x",
            RedactionMethod.Hash
        );
        Assert.Equal(
            [
                "sampling: 1 by $RequestId -> 0.125 by c",
                "heartbeat: (not said) -> false",
                "model m, version *, identifier inputs: redaction of x: (not said) -> hash",
            ],
            SettingsDifference.Between(before, after).Select(it => it.ToString())
        );
    }

    private static ServiceSettings Of(params CollectorSettings[] entries) => new() { Collectors = entries };

    private static CollectorSettings Entry(string model) => new() { Model = model, Identifier = "inputs" };
}
