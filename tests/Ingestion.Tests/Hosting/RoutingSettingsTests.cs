using System.Text.Json;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Tests.Hosting;

[Trait("Level", "Unit")]
public sealed class RoutingSettingsTests
{
    [Fact]
    public void Of_ServiceWithItsOwnSettings_OverridesTheOthers()
    {
        var sut = Create();
        Assert.Equal([FileKind.Csv, FileKind.Parquet], sut.Of("any").Formats);
        Assert.False(sut.Of("any").Spread);
        Assert.Equal([FileKind.Parquet], sut.Of("HOT").Formats);
        Assert.True(sut.Of("hot").Spread);
        Assert.Equal([FileKind.Csv, FileKind.Parquet], sut.Of("wide").Formats);
    }

    [Fact]
    public void Equals_SameRouting_IsEqualAndOtherRoutingIsNot()
    {
        Assert.Equal(Create(), Create());
        Assert.NotEqual(Create(), RoutingSettings.Create(true, new OutputSettings()));
        Assert.NotEqual(Create(), Create() with { Padded = false });
    }

    [Fact]
    public void RoutingFor_PartitionThatWasReadBefore_KeepsWhatIsNotConfigured()
    {
        var configured = RoutingSettings.Create(true, new OutputSettings());
        Assert.True(configured.RedactedColumns);
        var former = configured with { RedactedColumns = false };
        Assert.NotEqual(configured, former);
        PumpSettings Settings(bool? redactedColumns) =>
            new(
                "",
                1,
                configured,
                TimeSpan.FromHours(1),
                false,
                TimeSpan.FromSeconds(60),
                RedactedColumns: redactedColumns
            );

        Assert.False(Settings(null).RoutingFor(former).RedactedColumns);
        Assert.True(Settings(null).RoutingFor(configured).RedactedColumns);
        Assert.True(Settings(true).RoutingFor(former).RedactedColumns);
        Assert.False(Settings(false).RoutingFor(configured).RedactedColumns);
        string json = JsonSerializer.Serialize(State(configured), PartitionStateJson.Default.PartitionState);
        Assert.Equal(configured, Read(json).Routing);
        json = JsonSerializer.Serialize(State(former), PartitionStateJson.Default.PartitionState);
        Assert.DoesNotContain("redacted", json, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Json_RoundTrip_KeepsEverythingAndOldStatesMeanCsv()
    {
        string json = JsonSerializer.Serialize(State(Create()), PartitionStateJson.Default.PartitionState);
        Assert.Equal(Create(), Read(json).Routing);

        string old = JsonSerializer
            .Serialize(State(new RoutingSettings(true)), PartitionStateJson.Default.PartitionState)
            .Replace(",\"formats\":[\"csv\"],\"services\":[]", "", StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("formats", old, StringComparison.Ordinal);
        Assert.Equal(new RoutingSettings(true), Read(old).Routing);
    }

    private static RoutingSettings Create()
    {
        var output = new OutputSettings { Formats = "csv, Parquet" };
        output.Services["hot"] = new ServiceOutputSettings { Formats = "parquet", Spread = true };
        output.Services["wide"] = new ServiceOutputSettings { Spread = true };
        return RoutingSettings.Create(true, output);
    }

    private static PartitionState Read(string json) =>
        JsonSerializer.Deserialize(json, PartitionStateJson.Default.PartitionState)!;

    private static PartitionState State(RoutingSettings routing) =>
        new()
        {
            Incarnation = "0000000000000000",
            HubCreatedAt = DateTimeOffset.UnixEpoch,
            Position = 1,
            EnqueuedTime = DateTimeOffset.UnixEpoch,
            Routing = routing,
            Producers = [],
        };
}
