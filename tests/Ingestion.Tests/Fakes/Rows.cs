using System.Buffers;
using System.Text;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Tests.Fakes;

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

    public static PartitionProgress Progress(int partition = 0, long position = -1, PartitionSession? session = null) =>
        new(
            partition,
            session ?? ProvenSession.Create(partition.ToString(), Incarnation),
            PartitionPosition.Start with
            {
                SequenceNumber = position,
            },
            new DuplicateMemory(TimeSpan.FromHours(1))
        );

    public static PendingEvent Event(
        PartitionProgress progress,
        long sequence,
        BatchIdentity? batch = null,
        double? seconds = null,
        FileKind? counted = null
    )
    {
        var received = new ReceivedEvent
        {
            Body = default,
            SequenceNumber = sequence,
            Offset = $"offset-{sequence}",
            EnqueuedTime = DateTimeOffset.UnixEpoch.AddSeconds(seconds ?? sequence),
            Properties = new Dictionary<string, object?>(),
        };
        var pending = new PendingEvent(progress, received) { Batch = batch, CountedIn = counted };
        progress.Begin(pending);
        return pending;
    }

    public static string Line(PendingEvent pending) =>
        $"2026-01-01T00:00:00.000000Z,,,{pending.Source.Partition},{pending.SequenceNumber}\n";

    public static void Append(RowBuffer buffer, PendingEvent pending, FileKind kind = FileKind.Csv) =>
        buffer.Append(pending, Encode(kind, Schema, Line(pending)), 1);

    /// <summary>A row in the form in which buffers of a format hold it.</summary>
    public static ReadOnlySpan<byte> Encode(FileKind kind, FeatureSchema schema, string line)
    {
        var format = Committers.Formats[kind];
        byte[] csv = Encoding.UTF8.GetBytes(line);
        return format.TryEncode(schema, csv, 1, new ArrayBufferWriter<byte>(), out var rows, out var refusal)
            ? rows.Span
            : throw new InvalidOperationException(refusal.Detail);
    }
}
