using ModelData.Fuzz.Mutation;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Operations.DeadLetters;

namespace ModelData.Fuzz.Targets;

/// <summary>A dead letter in the hands of the tool: none, or one that can be shown.</summary>
internal sealed class LetterTarget : FuzzTarget
{
    private static readonly HubIncarnation Hub = HubIncarnation.Create("ns", "hub", DateTimeOffset.UnixEpoch);

    public override Chunking Chunking => Chunkings.Text;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        "null"u8.ToArray(),
        "{}"u8.ToArray(),
        "[]"u8.ToArray(),
        "1e999"u8.ToArray(),
        "\"version\": 2,"u8.ToArray(),
        "\"type\": \"Double\","u8.ToArray(),
        "\"Char\""u8.ToArray(),
        "\"U+D800\""u8.ToArray(),
        "\"U+\""u8.ToArray(),
        "\"Byte[]\""u8.ToArray(),
        "\"DateTime\""u8.ToArray(),
        "\\ud800"u8.ToArray(),
        "\"br\""u8.ToArray(),
        "===="u8.ToArray(),
    ];

    public override byte[] Create(Random random)
    {
        ReceivedEvent received = AmqpSamples.Read(AmqpSamples.Event(random, hasPosition: true));
        return DeadLetterJson.Write(new DeadLetter(Hub, "0", received, new Refusal("not-cloudevents", "x"))).ToArray();
    }

    public override void Check(byte[] input, bool isUntouched)
    {
        if (!LetterJson.TryRead(input, out Letter? letter, out string? problem))
        {
            Assert.False(isUntouched, problem);
            return;
        }

        Assert.NotEmpty(LetterBody.Describe(letter.Body, isBrotli: letter.ContentEncoding is not null));
        foreach (LetterValue value in letter.Properties.Concat(letter.Annotations))
        {
            bool canBeSent = value.TryGetValue(out object? plain);
            Assert.True(canBeSent || plain is null);
        }
    }
}
