using System.Text;
using ModelData.EventHubs;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Deduplication;
using ModelData.Ingestor.Partitions;

namespace ModelData.Ingestor.Tests.Fakes;

/// <summary>Events, progress and buffers for tests.</summary>
internal static class Rows
{
    public static readonly HubIncarnation Incarnation = HubIncarnation.Create(
        "localhost",
        "hub",
        DateTimeOffset.UnixEpoch
    );

    public static readonly FeatureSchema Schema = new([
        .. SystemColumns.All,
        new FeatureColumn("partition", FeatureType.Int32),
        new FeatureColumn("sequence", FeatureType.Int64),
    ]);

    public static PartitionProgress Progress(int partition = 0, long position = -1) =>
        new(
            partition.ToString(),
            partition,
            Incarnation,
            PartitionPosition.Start with
            {
                SequenceNumber = position,
            },
            new DuplicateMemory(TimeSpan.FromHours(1))
        );

    public static PendingEvent Event(PartitionProgress progress, long sequence, BatchIdentity? batch = null)
    {
        var received = new ReceivedEvent
        {
            Body = default,
            SequenceNumber = sequence,
            Offset = $"offset-{sequence}",
            EnqueuedTime = DateTimeOffset.UnixEpoch.AddSeconds(sequence),
            Properties = new Dictionary<string, object?>(),
        };
        var pending = new PendingEvent(progress, received) { Batch = batch };
        progress.Begin(pending);
        return pending;
    }

    public static string Line(PendingEvent pending) =>
        $"2026-01-01T00:00:00.000000Z,,,{pending.Source.Partition},{pending.SequenceNumber}\n";

    public static void Append(RowBuffer buffer, PendingEvent pending) =>
        buffer.Append(pending, Encoding.UTF8.GetBytes(Line(pending)), 1);
}
