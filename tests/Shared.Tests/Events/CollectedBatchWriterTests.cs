using System.IO.Compression;
using System.Text;

namespace ModelData.Tests.Events;

[Trait("Level", "Unit")]
public sealed class CollectedBatchWriterTests
{
    private static readonly byte[] Row = Encoding.UTF8.GetBytes(
        "2026-11-23T05:41:11.123456Z,,00000000-0000-0000-0000-000000000000,0.25\n"
    );

    internal static BatchDescription Describe(int rows) =>
        new(
            CollectionAddress.InWorkspace("sub/rg/ws", "svc", "best model", "10", "inputs"),
            new DateOnly(2026, 11, 23),
            FeatureSchema.ForFeatures([new("age", FeatureType.Double)]),
            rows,
            new Guid("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
            18,
            new DateTimeOffset(2026, 11, 23, 5, 41, 12, TimeSpan.Zero).AddTicks(5_000_010)
        );

    private static byte[] Rows(int count) => [.. Enumerable.Repeat(Row, count).SelectMany(r => r)];

    [Fact]
    public void Write_Batch_DescribesItself()
    {
        using EncodedBatch batch = CollectedBatchWriter.Write(Describe(1), Row);
        Assert.Equal(
            Golden.Text("attributes.txt").Trim().Split('\n'),
            batch.Properties.Select(p => $"{p.Key}={p.Value} ({p.Value.GetType().Name})")
        );
        Assert.Equal("text/csv", batch.ContentType);
        Assert.Null(batch.ContentEncoding);
        Assert.Equal(Describe(1).Address.PartitionKey, batch.PartitionKey);
        Assert.InRange(batch.PropertyBytes, 400, 1500);
        Assert.Equal(
            "$Timestamp,$CorrelationId,$RequestId,age\n" + Encoding.UTF8.GetString(Row),
            Encoding.UTF8.GetString(batch.Body.Span)
        );
    }

    [Fact]
    public void Write_RedactedAndSampledBatch_SaysSoBehindTheOthers()
    {
        BatchDescription description = Describe(1) with
        {
            Schema = FeatureSchema.ForFeatures(
                [new("age", FeatureType.String) { Redaction = RedactionMethod.Hash }],
                RedactionMethod.Mask,
                "k1"
            ),
            SampleRate = 0.250m,
        };
        using EncodedBatch batch = CollectedBatchWriter.Write(description, Row);
        Assert.Equal(
            ["redacted=c:mask,0:hash", "redactionkey=k1", "samplerate=0.25"],
            batch.Properties.Skip(18).Select(p => $"{p.Key[EventAttributes.Prefix.Length..]}={p.Value}")
        );
    }

    [Fact]
    public void Write_RowsThatCompress_AreBrotliAndTheSameBytesEachTime()
    {
        byte[] rows = Rows(1000);
        using EncodedBatch first = CollectedBatchWriter.Write(Describe(1000), rows);
        using EncodedBatch second = CollectedBatchWriter.Write(Describe(1000), rows);
        using EncodedBatch plain = CollectedBatchWriter.Write(Describe(1000), rows, isCompressed: false);
        Assert.Equal("br", first.ContentEncoding);
        Assert.True(first.Body.Span.SequenceEqual(second.Body.Span));
        Assert.Equal(first.Properties, second.Properties);
        byte[] decoded = new byte[plain.Body.Length];
        Assert.True(BrotliDecoder.TryDecompress(first.Body.Span, decoded, out int written));
        Assert.Equal(plain.Body.Length, written);
        Assert.True(plain.Body.Span.SequenceEqual(decoded));
    }

    [Fact]
    public void Write_RowsThatDoNotCompress_StayAsTheyAre()
    {
        byte[] noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        noise[^1] = (byte)'\n';
        using EncodedBatch batch = CollectedBatchWriter.Write(Describe(1), noise);
        Assert.Null(batch.ContentEncoding);
        Assert.True(batch.Body.Span.EndsWith(noise));
    }

    [Fact]
    public void Write_BeyondALimit_Throws()
    {
        BatchDescription good = Describe(1);
        Assert.ThrowsAny<ArgumentException>(() => CollectedBatchWriter.Write(good with { RowCount = 0 }, Row));
        Assert.ThrowsAny<ArgumentException>(() =>
            CollectedBatchWriter.Write(good with { RowCount = EventLimits.MaxRows + 1 }, Row)
        );
        Assert.ThrowsAny<ArgumentException>(() => CollectedBatchWriter.Write(good with { BatchSequence = -1 }, Row));
        Assert.ThrowsAny<ArgumentException>(() => CollectedBatchWriter.Write(good with { SampleRate = 0 }, Row));
        Assert.ThrowsAny<ArgumentException>(() => CollectedBatchWriter.Write(good with { SampleRate = 1.1m }, Row));
        Assert.ThrowsAny<ArgumentException>(() =>
            CollectedBatchWriter.Write(good with { SampleRate = 0.0123456789m }, Row)
        );
        Assert.ThrowsAny<ArgumentException>(() =>
            CollectedBatchWriter.Write(good with { ProducerId = Guid.Empty }, Row)
        );
        Assert.ThrowsAny<ArgumentException>(() =>
            CollectedBatchWriter.Write(good with { Day = new DateOnly(1969, 12, 31) }, Row)
        );
        Assert.ThrowsAny<ArgumentException>(() => CollectedBatchWriter.Write(good, Row.AsSpan(0, Row.Length - 1)));
        Assert.ThrowsAny<ArgumentException>(() => CollectedBatchWriter.Write(good, []));
        byte[] large = new byte[EventLimits.MaxDecodedBytes];
        large[^1] = (byte)'\n';
        Assert.ThrowsAny<ArgumentException>(() => CollectedBatchWriter.Write(good, large));
    }

    [Fact]
    public void Dispose_Twice_ReturnsTheBufferOnce()
    {
        EncodedBatch batch = CollectedBatchWriter.Write(Describe(1), Row);
        batch.Dispose();
        batch.Dispose();
        Assert.True(batch.Body.IsEmpty);
    }
}
