using System.Text;
using System.Text.Json;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Tests.State;

[Trait("Level", "Unit")]
public sealed class PartitionStateTests
{
    private static readonly PartitionState Whole = new()
    {
        Incarnation = "0123456789abcdef",
        HubCreatedAt = DateTimeOffset.UnixEpoch,
        Position = 41,
        // As a hub hands it out that is replicated between regions.
        Offset = "eu-west;3:41/a+b=",
        EnqueuedTime = DateTimeOffset.UnixEpoch,
        Routing = new RoutingSettings(true, [FileKind.Csv], [new ServiceRouting("hot", [FileKind.Parquet], true)]),
        Producers = [new ProducerState(Guid.Empty, "a/b/c", 7, DateTimeOffset.UnixEpoch)],
    };

    [Fact]
    public void TryRead_Whole_IsReadAsItWasWritten()
    {
        Assert.True(PartitionState.TryRead(Write(), out PartitionState? read, out string? problem), problem);
        Assert.Equal(Whole.Routing, read.Routing);
        Assert.Equal(Whole.Producers, read.Producers);
        Assert.Equal(("eu-west;3:41/a+b=", 41), (read.Offset, read.Position));
    }

    [Theory]
    [InlineData("\"incarnation\":\"0123456789abcdef\"", "\"incarnation\":null")]
    [InlineData("\"position\":41", "\"position\":-2")]
    [InlineData("\"producers\":[", "\"producers\":[null,")]
    [InlineData("\"address\":\"a/b/c\"", "\"address\":null")]
    [InlineData("\"address\":\"a/b/c\",", "")]
    [InlineData("\"services\":[", "\"services\":[null,")]
    [InlineData("\"name\":\"hot\"", "\"name\":null")]
    [InlineData("\"formats\":[\"csv\"]", "\"formats\":[]")]
    [InlineData("\"formats\":[\"csv\"]", "\"formats\":[99]")]
    [InlineData("\"version\":1", "\"version\":4")]
    public void TryRead_Hole_IsRefusedWithAReason(string part, string instead)
    {
        string json = Encoding.UTF8.GetString(Write());
        Assert.Contains(part, json, StringComparison.OrdinalIgnoreCase);
        byte[] damaged = Encoding.UTF8.GetBytes(json.Replace(part, instead, StringComparison.OrdinalIgnoreCase));

        Assert.False(PartitionState.TryRead(damaged, out _, out string? problem));

        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData(false, false, false, 1)]
    [InlineData(true, false, false, 2)]
    [InlineData(false, true, false, 2)]
    [InlineData(true, true, true, 3)]
    [InlineData(false, false, true, 3)]
    public void NeededVersion_Routing_IsTheFirstThatKnowsIt(bool untyped, bool exact, bool redacted, int version)
    {
        var routing = new RoutingSettings(true)
        {
            UntypedColumns = untyped,
            ExactTypes = exact,
            RedactedColumns = redacted,
        };
        Assert.Equal(version, (Whole with { Routing = routing }).NeededVersion);
    }

    private static byte[] Write() =>
        JsonSerializer.SerializeToUtf8Bytes(Whole, PartitionStateJson.Default.PartitionState);
}
