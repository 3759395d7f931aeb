using System.Buffers;

namespace ModelData.Bench.Micro.Worker;

/// <summary>An event as a producer sends it: 1,000 rows of 20 doubles, about 230 KB of CSV.</summary>
internal static class SampleBatch
{
    public const int Rows = 1000;
    private const int Features = 20;

    public static CollectionAddress Address { get; } = new("s", "g", "w", "service", "model", "1", "inputs");

    public static FeatureSchema Schema { get; } =
        new([
            .. SystemColumns.All,
            .. Enumerable.Range(0, Features).Select(i => new FeatureColumn($"feature_{i}", FeatureType.Double)),
        ]);

    /// <summary>The rows, without a header.</summary>
    public static ReadOnlyMemory<byte> CreateRows()
    {
        Random random = new(7);
        ArrayBufferWriter<byte> output = new();
        for (int row = 0; row < Rows; row++)
        {
            CsvRowWriter writer = new(output);
            writer.WriteSystemColumns(DateTimeOffset.UnixEpoch.AddMilliseconds(row), "order-17", Guid.NewGuid());
            for (int i = 0; i < Features; i++)
            {
                writer.Write(Math.Round(random.NextDouble() * 100, 4));
            }
            writer.EndRow();
            writer.Flush();
        }
        return output.WrittenMemory;
    }

    public static EventEnvelope CreateEvent(bool isCompressed)
    {
        ReadOnlyMemory<byte> rows = CreateRows();
        EncodedBatch batch = CollectedBatchWriter.Write(
            new BatchDescription(
                Address,
                new DateOnly(1970, 1, 1),
                Schema,
                Rows,
                Guid.NewGuid(),
                0,
                DateTimeOffset.UnixEpoch
            ),
            rows.Span
        );
        Dictionary<string, object?> properties = batch.Properties.ToDictionary(
            pair => pair.Key,
            pair => (object?)pair.Value
        );
        return isCompressed
            ? new EventEnvelope(properties, batch.ContentType, "br", batch.Body, DateTimeOffset.UnixEpoch)
            : new EventEnvelope(
                properties,
                batch.ContentType,
                null,
                (byte[])[.. Schema.HeaderLine.Span, .. rows.Span],
                DateTimeOffset.UnixEpoch
            );
    }
}
