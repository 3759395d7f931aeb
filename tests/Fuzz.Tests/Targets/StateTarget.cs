using System.Text.Json;
using ModelData.Fuzz.Mutation;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Fuzz.Targets;

/// <summary>The state blob of a partition: nothing, or a state without a hole, which is written as it was read.</summary>
internal sealed class StateTarget : FuzzTarget
{
    public override Chunking Chunking => Chunkings.Text;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        "null"u8.ToArray(),
        "[]"u8.ToArray(),
        "[null]"u8.ToArray(),
        "{}"u8.ToArray(),
        "-1"u8.ToArray(),
        "-2"u8.ToArray(),
        "99"u8.ToArray(),
        "1e3"u8.ToArray(),
        "9223372036854775808"u8.ToArray(),
        "\"\""u8.ToArray(),
        "\"version\":2,"u8.ToArray(),
        "\"producers\":null,"u8.ToArray(),
        "\"formats\":[],"u8.ToArray(),
        "\"0001-01-01T00:00:00\""u8.ToArray(),
        "\\ud800"u8.ToArray(),
    ];

    public override byte[] Create(Random random)
    {
        DateTimeOffset time = DateTimeOffset.UnixEpoch.AddSeconds(random.Next());
        var state = new PartitionState
        {
            Incarnation = "0123456789abcdef",
            HubCreatedAt = time,
            Position = random.Next(-1, 1000),
            Offset = random.Next(2) == 0 ? null : "eu-west;3:17/a+b=",
            EnqueuedTime = time,
            Watermark = random.Next(2) == 0 ? null : time,
            Routing = new RoutingSettings(
                random.Next(2) == 0,
                [FileKind.Csv, FileKind.Parquet],
                [new ServiceRouting("service", [FileKind.Parquet], true)]
            ),
            Producers =
            [
                .. Enumerable.Range(0, random.Next(4)).Select(i => new ProducerState(Guid.Empty, $"a/b/{i}", i, time)),
            ],
        };
        return JsonSerializer.SerializeToUtf8Bytes(state, PartitionStateJson.Default.PartitionState);
    }

    public override void Check(byte[] input, bool isUntouched)
    {
        if (!PartitionState.TryRead(input, out PartitionState? state, out string? problem))
        {
            Assert.False(isUntouched, problem);
            Assert.NotEmpty(problem);
            return;
        }

        Assert.NotNull(state.Incarnation);
        Assert.All(state.Producers, producer => Assert.NotNull(producer.Address));
        Assert.All(state.Routing.Of("service").Formats, format => Assert.True(Enum.IsDefined(format)));
        Assert.NotEmpty(state.Routing.ToString());
        byte[] written = JsonSerializer.SerializeToUtf8Bytes(state, PartitionStateJson.Default.PartitionState);
        Assert.True(PartitionState.TryRead(written, out PartitionState? again, out _));
        Assert.Equal(written, JsonSerializer.SerializeToUtf8Bytes(again, PartitionStateJson.Default.PartitionState));
    }
}
