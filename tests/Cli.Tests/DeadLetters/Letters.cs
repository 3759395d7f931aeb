using Azure;
using ModelData.Cli.DeadLetters;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Cli.Tests.DeadLetters;

/// <summary>Letters as the worker writes them.</summary>
internal static class Letters
{
    public const string Name = "0123456789abcdef/3/00000000000000000042.json";
    public const string GapName = "0123456789abcdef/3/00000000000000000042-gap.json";

    public static HubIncarnation Incarnation { get; } =
        HubIncarnation.Create("ns.servicebus.windows.net", "Hub", DateTimeOffset.UnixEpoch);

    public static ReceivedEvent Event(
        Dictionary<string, object?>? properties = null,
        byte[]? body = null,
        string? key = "key",
        string? encoding = "br",
        byte[]? encodedProperties = null
    ) =>
        new()
        {
            Body = body ?? "body"u8.ToArray(),
            SequenceNumber = 42,
            Offset = "4200",
            EnqueuedTime = new DateTimeOffset(2026, 3, 7, 12, 0, 0, TimeSpan.Zero),
            PartitionKey = key,
            ContentType = "text/csv",
            ContentEncoding = encoding,
            MessageId = "m",
            CorrelationId = "c",
            Properties = properties ?? [],
            EncodedProperties = encodedProperties,
        };

    public static BinaryData Write(ReceivedEvent received, string reason = "sink-refused", string detail = "why") =>
        DeadLetterJson.Write(new DeadLetter(Incarnation, "3", received, new Refusal(reason, detail)));

    public static BinaryData WriteGap() => DeadLetterJson.Write(new SequenceGap(Incarnation, "3", 42, 43));

    public static StoredLetter Stored(BinaryData content, string name = Name)
    {
        Assert.True(LetterName.TryParse(name, out LetterName position));
        return new StoredLetter(name, position, new ETag("1"), content.ToMemory(), new Dictionary<string, string>());
    }

    public static StoredLetter Stored(ReceivedEvent received, string reason = "sink-refused", string name = Name) =>
        Stored(Write(received, reason), name);
}
