using System.IO.Compression;
using System.Text;

namespace ModelData.Tests.Events;

[Trait("Level", "Unit")]
public sealed class CollectedBatchReaderLimitsTests
{
    private static byte[] Bomb(long size)
    {
        using MemoryStream packed = new();
        using (BrotliStream brotli = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] zeros = new byte[1024 * 1024];
            for (long written = 0; written < size; written += zeros.Length)
            {
                brotli.Write(zeros);
            }
        }
        return packed.ToArray();
    }

    [Fact]
    public void TryRead_GibibyteInAKilobyte_IsRefusedInBoundedMemory()
    {
        byte[] bomb = Bomb(1L << 30);
        Assert.InRange(bomb.Length, 100, 10_000);
        CollectedBatchReader reader = new();
        EventEnvelope envelope = Envelopes.Csv(bomb) with { ContentEncoding = "br" };
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(reader.TryRead(envelope, out _, out Refusal? refusal));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(RefusalReasons.TooLarge, refusal.Reason);
        // Doubling up to the limit: the limit, and as much again on the way.
        Assert.InRange(allocated, 0, (2L * EventLimits.MaxDecodedBytes) + 1_000_000);
        reader.Read(Envelopes.Csv(Envelopes.Header + Envelopes.Row));
        Assert.InRange(reader.BufferBytes, 0, 2 * RetainedBuffer.MaxRetainedBytes);
    }

    [Fact]
    public void TryRead_JsonThatGrowsBeyondTheLimit_IsRefused()
    {
        // 60,000 empty objects of 4,000 columns would be 240 MB of commas.
        StringBuilder json = new("[{");
        json.AppendJoin(',', Enumerable.Range(0, 4000).Select(i => $"\"c{i}\":1")).Append('}');
        for (int i = 0; i < 60_000; i++)
        {
            json.Append(",{}");
        }
        Assert.Equal(RefusalReasons.TooLarge, Envelopes.Json(json.Append(']').ToString()).Refuse().Reason);
    }

    [Fact]
    public void TryRead_JsonOfTooManyOrTooLongNames_IsRefused()
    {
        string many = string.Join(',', Enumerable.Range(0, EventLimits.MaxColumns).Select(i => $"\"c{i}\":1"));
        Assert.Equal(RefusalReasons.InvalidJson, Envelopes.Json($"{{{many}}}").Refuse().Reason);
        string name = new('x', 2_000_000);
        Assert.Equal(RefusalReasons.InvalidJson, Envelopes.Json($$"""{"{{name}}":1}""").Refuse().Reason);
        Assert.Equal(RefusalReasons.RowTooLong, Envelopes.Json($$"""{"a":"{{name}}"}""").Refuse().Reason);
        Assert.Equal(RefusalReasons.InvalidJson, Envelopes.Json($$"""{"{{name[..300]}}":1}""").Refuse().Reason);
    }

    [Fact]
    public void TryRead_RowOfTheLongestLength_IsTakenAndOneByteMoreIsNot()
    {
        string start = ",,r,1,";
        string value = new('x', EventLimits.MaxRowBytes - start.Length - 1);
        CollectedBatch batch = Envelopes.Csv($"{Envelopes.Header}{start}{value}\n").Read();
        Assert.Equal(EventLimits.MaxRowBytes, batch.Rows.Length);
        foreach (string row in new[] { $"{start}{value}y\n", $"{start}\"{value}\"\n" })
        {
            Refusal refusal = Envelopes.Csv(Envelopes.Header + "t,,r,1,z\n" + row, 2).Refuse();
            Assert.Equal(RefusalReasons.RowTooLong, refusal.Reason);
            Assert.Contains("Row 2", refusal.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TryRead_HeaderWithoutEnd_IsRefused()
    {
        byte[] body = new byte[EventLimits.MaxHeaderBytes + 1];
        body.AsSpan().Fill((byte)'a');
        body[^1] = (byte)'\n';
        Assert.Equal(RefusalReasons.InvalidHeader, Envelopes.Csv(body).Refuse().Reason);
    }

    [Fact]
    public void TryRead_TooManyRows_IsRefused()
    {
        string rows = string.Concat(Enumerable.Repeat(",,,,\n", EventLimits.MaxRows + 1));
        EventEnvelope envelope = Envelopes.Csv(Envelopes.Header + rows, EventLimits.MaxRows);
        Assert.Equal(RefusalReasons.TooManyRows, envelope.Refuse().Reason);
    }

    [Fact]
    public void TryRead_EndlessHeadersAndAddresses_AreForgotten()
    {
        AddressCache addresses = new();
        SchemaCache schemas = new();
        Assert.True(new EventHeaderReader().TryRead(Envelopes.Csv(""), out EventHeader? attributes, out _));
        for (int i = 0; i < 5_000; i++)
        {
            string[] names = ["a", "b", "c", "d", $"m{i}", "f", "g"];
            Assert.NotNull(addresses.Find(names, out _));
            byte[] header = Encoding.UTF8.GetBytes($"$Timestamp,$CorrelationId,$RequestId,c{i}");
            Assert.NotNull(schemas.Find(header, attributes, out _));
        }
        Assert.InRange(addresses.Count, 1, 1024);
        Assert.InRange(schemas.Count, 1, 256);
    }

    [Fact]
    public void TryRead_WarmReader_AllocatesLittleForALargeEvent()
    {
        string rows = string.Concat(Enumerable.Repeat(Envelopes.Row, 10_000));
        byte[] packed = CollectedBatchReaderTests.Brotli(Envelopes.Header + rows);
        EventEnvelope envelope = Envelopes.Csv(packed, 10_000) with { ContentEncoding = "br" };
        CollectedBatchReader reader = new();
        reader.Read(envelope);
        long before = GC.GetAllocatedBytesForCurrentThread();
        reader.TryRead(envelope, out _, out _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000);
    }
}
