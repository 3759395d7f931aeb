using ModelData.Fuzz.Mutation;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Fuzz.Targets;

/// <summary>The index of a pack of letters, of whatever events, in the hands of the tool.</summary>
internal sealed class PackIndexTarget : FuzzTarget
{
    private static readonly HubIncarnation Hub = HubIncarnation.Create("ns", "hub", DateTimeOffset.UnixEpoch);

    private static readonly PartitionProgress Progress = new(
        0,
        ProvenSession.Create("0", Hub),
        PartitionPosition.Start,
        new DuplicateMemory(TimeSpan.FromHours(1))
    );

    public override Chunking Chunking => Chunkings.Text;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        "null"u8.ToArray(),
        "{}"u8.ToArray(),
        "[]"u8.ToArray(),
        "1e999"u8.ToArray(),
        "-1"u8.ToArray(),
        "2147483648"u8.ToArray(),
        "\\ud800"u8.ToArray(),
        "\n"u8.ToArray(),
    ];

    public override byte[] Create(Random random)
    {
        ReceivedEvent received = AmqpSamples.Read(AmqpSamples.Event(random, hasPosition: true));
        var letter = new DeadLetter(Hub, "0", received, new Refusal("not-cloudevents", "x"));
        return EncodedLetter.Create(letter, new PendingEvent(Progress, received)).IndexLine;
    }

    public override void Check(byte[] input, bool isUntouched)
    {
        List<PackIndexEntry> entries = PackIndexEntry.Read(input);
        Assert.False(isUntouched && entries.Count != 1);
        foreach (PackIndexEntry entry in entries)
        {
            Assert.True(entry.Length > 0);
            Assert.NotNull(entry.Reason);
            Assert.NotNull(entry.Detail);
            Assert.DoesNotContain(entry.Address, name => name is null);
        }
    }
}
