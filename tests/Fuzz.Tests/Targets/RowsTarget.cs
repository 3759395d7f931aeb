using System.Text;
using ModelData.Fuzz.Mutation;
using ModelData.Tests.Csv;

namespace ModelData.Fuzz.Targets;

/// <summary>
/// Rows of a stranger: refused with a reason, or rows that a plain parser reads the same way and that go on over the wire as they are.
/// </summary>
internal abstract class RowsTarget : FuzzTarget
{
    private static readonly Guid Producer = new("3f2504e0-4f89-41d3-9a0c-0305e82c3301");

    // Whatever the bytes decompress to is bounded by the format; buffers double on their way.
    private const long MostBytes = 5L * EventLimits.MaxDecodedBytes;

    public static DateTimeOffset Enqueued { get; } = new(2026, 11, 24, 0, 0, 1, TimeSpan.Zero);

    public override Chunking Chunking => Chunkings.Text;

    public override long MostAllocatedBytes(int inputBytes) => MostBytes;

    public static Dictionary<string, object?> Attributes() =>
        new()
        {
            ["cloudEvents:specversion"] = "1.0",
            ["cloudEvents:type"] = "modeldata.rows",
            ["cloudEvents:formatversion"] = "1.0",
            ["cloudEvents:id"] = "1",
            ["cloudEvents:source"] = "/tests",
            ["cloudEvents:model"] = "best_model",
            ["cloudEvents:day"] = "2026-11-23",
        };

    /// <summary>The attributes of rows as CSV, with the number of rows that they seem to have: another is refused.</summary>
    protected static Dictionary<string, object?> AttributesOf(ReadOnlySpan<byte> csv)
    {
        bool isQuoted = false;
        int lines = csv.IsEmpty || csv[^1] == (byte)'\n' ? 0 : 1;
        foreach (byte value in csv)
        {
            isQuoted ^= value == (byte)'"';
            lines += value == (byte)'\n' && !isQuoted ? 1 : 0;
        }

        Dictionary<string, object?> attributes = Attributes();
        attributes["cloudEvents:rowcount"] = Math.Max(1, lines - 1);
        return attributes;
    }

    protected static void CheckEvent(in EventEnvelope envelope, bool isUntouched)
    {
        if (!new CollectedBatchReader().TryRead(envelope, out CollectedBatch? batch, out Refusal? refusal))
        {
            Assert.False(isUntouched, refusal.ToString());
            Assert.DoesNotContain(refusal.Detail, char.IsControl);
            return;
        }

        byte[] rows = batch.Rows.ToArray();
        List<string?[]> parsed = Rfc4180.Parse(Encoding.UTF8.GetBytes(Unified(rows)));
        Assert.Equal(batch.RowCount, parsed.Count);
        Assert.All(parsed, row => Assert.Equal(batch.Schema.Columns.Count, row.Length));
        CheckRoundTrip(batch, rows);
    }

    private static void CheckRoundTrip(CollectedBatch batch, byte[] rows)
    {
        var description = new BatchDescription(
            batch.Address,
            batch.Day,
            batch.Schema,
            batch.RowCount,
            Producer,
            1,
            Enqueued
        );
        using EncodedBatch encoded = CollectedBatchWriter.Write(description, rows);
        var envelope = new EventEnvelope(
            encoded.Properties.ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
            encoded.ContentType,
            encoded.ContentEncoding,
            encoded.Body,
            Enqueued
        );
        Assert.True(
            new CollectedBatchReader().TryRead(envelope, out CollectedBatch? again, out Refusal? refusal),
            refusal?.ToString()
        );
        Assert.Equal(batch.Schema, again.Schema);
        Assert.True(again.Rows.Span.SequenceEqual(rows));
    }

    private static string Unified(byte[] rows) => new UTF8Encoding(false, true).GetString(rows);
}
