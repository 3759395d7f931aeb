using System.Text;
using System.Text.Json;

namespace ModelData.Tests.Events;

/// <summary>A reader with little memory says so of events that need more, and one with enough gives the rows that an unlimited one gives.</summary>
[Trait("Level", "Unit")]
public sealed class CollectedBatchReaderMemoryTests
{
    private const int Little = 128 * 1024;

    [Theory]
    [InlineData("\n", true)]
    [InlineData("\r\n", true)]
    [InlineData("\n", false)]
    [InlineData("\r\n", false)]
    public void TryRead_CsvBeyondItsMemory_IsReadWithExactlyWhatItNeeds(string lineEnd, bool isEnded)
    {
        const int Rows = 5_000;
        string row = Envelopes.Row.TrimEnd('\n') + lineEnd;
        string text = Envelopes.Header + string.Concat(Enumerable.Repeat(row, Rows));
        text = isEnded ? text : text[..^lineEnd.Length];
        EventEnvelope envelope = Envelopes.Csv(CollectedBatchReaderTests.Brotli(text), Rows) with
        {
            ContentEncoding = "br",
        };
        CollectedBatchReader little = new() { MaxBytes = Little };
        Assert.False(little.TryRead(envelope, out _, out Refusal? refusal));
        Assert.Equal(RefusalReasons.TooLargeForMemory, refusal.Reason);
        Assert.Equal(Encoding.UTF8.GetByteCount(text), little.DecodedBytes);
        Assert.Equal(little.DecodedBytes + 1, little.NeededBytes);
        Assert.InRange(little.BufferBytes, 0, Little);

        CollectedBatchReader exact = new((int)little.NeededBytes, little.DecodedBytes);
        Assert.Equal(new CollectedBatchReader().Read(envelope).Rows.ToArray(), exact.Read(envelope).Rows.ToArray());
        Assert.InRange(exact.BufferBytes, 1, little.NeededBytes);
        CollectedBatchReader lacking = new((int)little.NeededBytes - 1, little.DecodedBytes);
        Assert.False(lacking.TryRead(envelope, out _, out refusal));
        Assert.Equal(RefusalReasons.TooLargeForMemory, refusal.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryRead_JsonBeyondItsMemory_IsReadWithPayloadAndRows(bool isCompressed)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(
            Enumerable.Range(0, 5_000).Select(i => new { a = i, b = $"text {i}, \"quoted\"" })
        );
        EventEnvelope envelope = Envelopes.Json(Encoding.UTF8.GetString(json));
        if (isCompressed)
        {
            envelope = envelope with
            {
                Body = CollectedBatchReaderTests.Brotli(Encoding.UTF8.GetString(json)),
                ContentEncoding = "br",
            };
        }
        CollectedBatchReader little = new() { MaxBytes = Little };
        Assert.False(little.TryRead(envelope, out _, out Refusal? refusal));
        Assert.Equal(RefusalReasons.TooLargeForMemory, refusal.Reason);
        Assert.Equal(json.Length, little.DecodedBytes);
        Assert.InRange(little.NeededBytes, EventLimits.MaxDecodedBytes, 2 * EventLimits.MaxDecodedBytes);
        Assert.InRange(little.BufferBytes, 0, 2 * Little);

        byte[] rows = new CollectedBatchReader().Read(envelope).Rows.ToArray();
        CollectedBatchReader exact = new((int)little.NeededBytes, little.DecodedBytes);
        Assert.Equal(rows, exact.Read(envelope).Rows.ToArray());
        Assert.InRange(exact.BufferBytes, rows.Length, rows.Length + json.Length + (16 * 1024));
        CollectedBatchReader lacking = new(rows.Length, little.DecodedBytes);
        Assert.False(lacking.TryRead(envelope, out _, out refusal));
        Assert.Equal(RefusalReasons.TooLargeForMemory, refusal.Reason);
        Assert.InRange(lacking.BufferBytes, 0, rows.Length);
    }

    [Fact]
    public void TryRead_LessMemoryThanBefore_GivesBackWhatItHeld()
    {
        string rows = string.Concat(Enumerable.Repeat(Envelopes.Row, 10_000));
        EventEnvelope envelope = Envelopes.Csv(CollectedBatchReaderTests.Brotli(Envelopes.Header + rows), 10_000) with
        {
            ContentEncoding = "br",
        };
        CollectedBatchReader sut = new();
        sut.Read(envelope);
        Assert.InRange(sut.BufferBytes, Little + 1, int.MaxValue);
        sut.MaxBytes = Little;
        Assert.False(sut.TryRead(envelope, out _, out _));
        Assert.InRange(sut.BufferBytes, 0, Little);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void TryRead_DamagedBeyondItsMemory_IsToldAsDamage(int cut)
    {
        string rows = string.Concat(Enumerable.Repeat(Envelopes.Row, 10_000));
        byte[] packed = CollectedBatchReaderTests.Brotli(Envelopes.Header + rows);
        packed = cut == 0 ? [.. packed, 1] : packed[..^cut];
        EventEnvelope envelope = Envelopes.Csv(packed, 10_000) with { ContentEncoding = "br" };
        CollectedBatchReader sut = new() { MaxBytes = Little };
        Assert.False(sut.TryRead(envelope, out _, out Refusal? refusal));
        Assert.Equal(RefusalReasons.CorruptEncoding, refusal.Reason);
    }
}
