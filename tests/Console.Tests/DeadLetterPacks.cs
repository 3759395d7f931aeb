using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Integration;

namespace ModelData.Console.Tests;

/// <summary>Writes dead letters as the worker does: events with one row each, which become rows when they are sent again.</summary>
internal static class DeadLetterPacks
{
    public const string Partition = "0";

    /// <summary>The hub that the letters came from.</summary>
    public static HubIncarnation Incarnation { get; } =
        HubIncarnation.Create("localhost", Pipeline.Hub, DateTimeOffset.UnixEpoch);

    /// <summary>The name of a letter.</summary>
    public static string NameOf(long sequenceNumber) => $"{Incarnation.Text}/{Partition}/{sequenceNumber:D20}.json";

    /// <summary>Writes letters with the values <paramref name="first"/> and so on, which are their sequence numbers as well.</summary>
    public static async Task WriteAsync(
        Pipeline pipeline,
        int first,
        int count,
        string reason = "sink-refused",
        string detail = "why"
    )
    {
        foreach (
            int[] pack in Enumerable
                .Range(first, count)
                .GroupBy(it => it / LetterPackName.Span)
                .Select(it => it.ToArray())
        )
        {
            await WriteAsync(pipeline, pack, reason, detail);
        }
    }

    private static async Task WriteAsync(Pipeline pipeline, int[] numbers, string reason, string detail)
    {
        var writer = new LetterPackWriter(
            Incarnation,
            Partition,
            new SourcePartition(Incarnation.Id, 0),
            new AzureDataBlobs(pipeline.DeadLetters),
            new EpochBlockIds(),
            NullLogger.Instance
        );
        var progress = new PartitionProgress(
            0,
            ProvenSession.Create(Partition, Incarnation),
            PartitionPosition.Start,
            new DuplicateMemory(TimeSpan.FromHours(1))
        );
        await writer.WriteAsync(
            [
                .. numbers.Select(number =>
                {
                    ReceivedEvent received = Event(number);
                    var letter = new DeadLetter(Incarnation, Partition, received, new Refusal(reason, detail));
                    return EncodedLetter.Create(letter, new PendingEvent(progress, received));
                }),
            ],
            default
        );
    }

    private static ReceivedEvent Event(int number)
    {
        var schema = FeatureSchema.ForFeatures([new FeatureColumn("x", FeatureType.Int32)]);
        var description = new BatchDescription(
            Pipeline.Address,
            Pipeline.Day,
            schema,
            1,
            Guid.NewGuid(),
            number,
            DateTimeOffset.UnixEpoch
        );
        string row = $"2026-03-07T12:00:00.000000Z,,00000000-0000-0000-0000-000000000000,{number}\n";
        using EncodedBatch batch = CollectedBatchWriter.Write(description, Encoding.UTF8.GetBytes(row));
        return new ReceivedEvent
        {
            Body = batch.Body.ToArray(),
            SequenceNumber = number,
            Offset = $"{number}",
            EnqueuedTime = new DateTimeOffset(2026, 3, 7, 12, 0, 0, TimeSpan.Zero),
            ContentType = batch.ContentType,
            ContentEncoding = batch.ContentEncoding,
            Properties = batch.Properties.ToDictionary(it => it.Key, it => (object?)it.Value),
        };
    }
}
