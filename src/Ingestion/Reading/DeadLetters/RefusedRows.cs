using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>
/// Rows that neither their file nor a sibling took become dead letters, one per event, rebuilt in the event format: they can be sent
/// again as they are.
/// </summary>
internal sealed class RefusedRows(IDeadLetterStore store, TimeProvider time) : IRefusedRows
{
    public const string Reason = "sink-refused";

    public async Task WriteAsync(BlobCommitter committer, RowBuffer buffer, CancellationToken cancellationToken)
    {
        var refusal = new Refusal(
            Reason,
            $"Storage refuses to write {committer.Folder}/data*.{committer.Format.Extension}"
        );
        long offset = 0;
        foreach (var segment in buffer.Segments)
        {
            var received = buffer.Large?.Event ?? Rebuild(committer, buffer, segment, offset);
            offset += segment.Length;
            var pending = segment.Event;
            var letter = new DeadLetter(pending.Incarnation, pending.PartitionId, received, refusal);
            await store.WriteAsync(letter, cancellationToken);
        }
    }

    private ReceivedEvent Rebuild(BlobCommitter committer, RowBuffer buffer, RowBuffer.Segment segment, long offset)
    {
        byte[] rows = new byte[segment.Length];
        buffer.CopyTo(offset, rows);
        var csv = committer.Format.Decode(segment.Form, rows, segment.Rows);
        // With the types that the event had: by them it is filed again.
        var inOrder = RowOrder.Change(segment.Form, segment.Schema, csv)!.Value;
        return Rebuild(segment, segment.Schema, inOrder.Span);
    }

    private ReceivedEvent Rebuild(RowBuffer.Segment segment, FeatureSchema schema, ReadOnlySpan<byte> rows)
    {
        var pending = segment.Event;
        var description = new BatchDescription(
            pending.Address!,
            pending.Day,
            schema,
            segment.Rows,
            pending.Batch?.ProducerId ?? Guid.NewGuid(),
            pending.Batch?.Sequence ?? 0,
            time.GetUtcNow()
        );
        using var encoded = CollectedBatchWriter.Write(description, rows);
        return new ReceivedEvent
        {
            Body = encoded.Body.ToArray(),
            SequenceNumber = pending.SequenceNumber,
            Offset = pending.Offset,
            EnqueuedTime = pending.EnqueuedTime,
            PartitionKey = encoded.PartitionKey,
            ContentType = encoded.ContentType,
            ContentEncoding = encoded.ContentEncoding,
            Properties = encoded.Properties.ToDictionary(p => p.Key, p => (object?)p.Value),
        };
    }
}
