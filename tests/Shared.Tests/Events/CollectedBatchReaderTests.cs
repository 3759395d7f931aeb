using System.IO.Compression;
using System.Text;

namespace ModelData.Tests.Events;

[Trait("Level", "Unit")]
public sealed class CollectedBatchReaderTests
{
    private static readonly EventEnvelope Good = Envelopes.Csv(Envelopes.Header + Envelopes.Row);

    [Fact]
    public void TryRead_EventOfOurWriter_GivesWhatWentIn()
    {
        BatchDescription description = CollectedBatchWriterTests.Describe(500);
        string rows = string.Concat(
            Enumerable
                .Range(0, 500)
                .Select(i => $"2026-11-23T05:41:11.123456Z,,00000000-0000-0000-0000-000000000000,{i}\n")
        );
        foreach (bool isCompressed in new[] { true, false })
        {
            using EncodedBatch encoded = CollectedBatchWriter.Write(
                description,
                Encoding.UTF8.GetBytes(rows),
                isCompressed
            );
            Assert.Equal(isCompressed, encoded.ContentEncoding is not null);
            CollectedBatch batch = new EventEnvelope(
                encoded.Properties.ToDictionary(p => p.Key, p => (object?)p.Value),
                encoded.ContentType,
                encoded.ContentEncoding,
                encoded.Body,
                Envelopes.Enqueued
            ).Read();
            Assert.Equal(description.Address, batch.Address);
            Assert.Equal(description.Day, batch.Day);
            Assert.Equal(description.Schema, batch.Schema);
            Assert.Equal(description.ProducerId, batch.ProducerId);
            Assert.Equal(description.BatchSequence, batch.BatchSequence);
            Assert.Equal(description.Time, batch.Time);
            Assert.Equal(500, batch.RowCount);
            Assert.Equal(rows, batch.Text());
        }
    }

    [Fact]
    public void TryRead_LeastForeignEvent_GetsDefaults()
    {
        CollectedBatch batch = Good.Read();
        Assert.Equal("default/default/default/default/best_model/default/default", batch.Address.Path);
        Assert.Equal(Envelopes.Enqueued, batch.Time);
        Assert.Null(batch.ProducerId);
        Assert.Equal("ss", batch.Schema.ColumnTypes);
        Assert.Equal(Envelopes.Row, batch.Text());
    }

    [Fact]
    public void TryRead_OtherPrefix_IsTheSame()
    {
        Dictionary<string, object?> properties = Good.Properties.ToDictionary(
            p => p.Key.Replace("cloudEvents:", "cloudEvents_"),
            p => p.Value
        );
        Assert.Equal(Envelopes.Row, (Good with { Properties = properties }).Read().Text());
    }

    [Fact]
    public void TryRead_ValuesOfOtherClients_AreUnderstood()
    {
        Guid id = Guid.NewGuid();
        CollectedBatch batch = Good.With("modelversion", 10)
            .With("rowcount", "1")
            .With("producerid", id)
            .With("batchsequence", 7.0)
            .With("time", new DateTime(2026, 11, 23, 1, 2, 3, DateTimeKind.Utc))
            .With("columntypes", "ds")
            .With("samplerate", 0.5)
            .With("traceparent", "00-1-2-01")
            .With("rowid", "x")
            .Read();
        Assert.Equal("10", batch.Address.Version);
        Assert.Equal(id, batch.ProducerId);
        Assert.Equal(7, batch.BatchSequence);
        Assert.Equal(0.5m, batch.SampleRate);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 1, 2, 3, TimeSpan.Zero), batch.Time);
        Assert.Equal(FeatureType.Double, batch.Schema.Columns[3].Type);
        Assert.Equal(
            new DateTimeOffset(2026, 11, 23, 1, 2, 3, TimeSpan.Zero),
            Good.With("time", "2026-11-23T02:02:03+01:00").Read().Time
        );
    }

    [Fact]
    public void TryRead_ContentTypeAndEncoding_ComeFromTheMessageOrAnAttribute()
    {
        byte[] packed = Brotli(Envelopes.Header + Envelopes.Row);
        EventEnvelope brotli = Good with { Body = packed };
        Assert.Equal(Envelopes.Row, (brotli with { ContentEncoding = "br" }).Read().Text());
        Assert.Equal(Envelopes.Row, brotli.With("contentencoding", "BR").Read().Text());
        Assert.Equal(
            Envelopes.Row,
            (Good with { ContentType = "Text/CSV; charset=\"UTF-8\"; header=present" }).Read().Text()
        );
        Assert.Equal(
            Envelopes.Row,
            (Good with { ContentType = null }).With("datacontenttype", "text/csv").Read().Text()
        );
        Assert.Equal(
            RefusalReasons.InvalidAttribute,
            (brotli with { ContentEncoding = "br" }).With("contentencoding", "identity").Refuse().Reason
        );
    }

    [Theory]
    [InlineData("specversion", null, RefusalReasons.NotCloudEvents)]
    [InlineData("specversion", "0.3", RefusalReasons.NotCloudEvents)]
    [InlineData("type", null, RefusalReasons.MissingAttribute)]
    [InlineData("type", "modeldata.other", RefusalReasons.UnknownType)]
    [InlineData("type", "other\r\n2026 forged line", RefusalReasons.UnknownType)]
    [InlineData("formatversion", null, RefusalReasons.MissingAttribute)]
    [InlineData("formatversion", "2.0", RefusalReasons.UnknownFormatVersion)]
    [InlineData("formatversion", "0.9", RefusalReasons.UnknownFormatVersion)]
    [InlineData("formatversion", "one", RefusalReasons.InvalidAttribute)]
    [InlineData("formatversion", "1.", RefusalReasons.InvalidAttribute)]
    [InlineData("id", null, RefusalReasons.MissingAttribute)]
    [InlineData("source", null, RefusalReasons.MissingAttribute)]
    [InlineData("model", null, RefusalReasons.MissingAttribute)]
    [InlineData("model", "", RefusalReasons.InvalidAttribute)]
    [InlineData("model", 1.5, RefusalReasons.InvalidAttribute)]
    [InlineData("model", true, RefusalReasons.InvalidAttribute)]
    [InlineData("day", null, RefusalReasons.MissingAttribute)]
    [InlineData("day", "2026-11-31", RefusalReasons.InvalidAttribute)]
    [InlineData("day", "2026-1-1", RefusalReasons.InvalidAttribute)]
    [InlineData("day", "0000-12-31", RefusalReasons.InvalidAttribute)]
    [InlineData("day", "../../../x", RefusalReasons.InvalidAttribute)]
    [InlineData("rowcount", null, RefusalReasons.MissingAttribute)]
    [InlineData("rowcount", -1, RefusalReasons.InvalidAttribute)]
    [InlineData("rowcount", 1048577, RefusalReasons.InvalidAttribute)]
    [InlineData("rowcount", "many", RefusalReasons.InvalidAttribute)]
    [InlineData("rowcount", 0.5, RefusalReasons.InvalidAttribute)]
    [InlineData("rowcount", double.NaN, RefusalReasons.InvalidAttribute)]
    [InlineData("rowcount", ulong.MaxValue, RefusalReasons.InvalidAttribute)]
    [InlineData("rowcount", 2, RefusalReasons.RowCountMismatch)]
    [InlineData("time", "yesterday", RefusalReasons.InvalidAttribute)]
    [InlineData("time", "2026-11-23", RefusalReasons.InvalidAttribute)]
    [InlineData("time", "2026-11-23T25:00:00Z", RefusalReasons.InvalidAttribute)]
    [InlineData("time", "2026-11-23T05:00:00.0000", RefusalReasons.InvalidAttribute)]
    [InlineData("producerid", "6f9619ff-8b86-d011-b42d-00cf4fc964ff", RefusalReasons.MissingAttribute)]
    [InlineData("producerid", "me", RefusalReasons.InvalidAttribute)]
    [InlineData("producerid", "00000000-0000-0000-0000-000000000000", RefusalReasons.InvalidAttribute)]
    [InlineData("batchsequence", 1, RefusalReasons.MissingAttribute)]
    [InlineData("contentencoding", "gzip", RefusalReasons.UnsupportedContentEncoding)]
    [InlineData("contentencoding", "br", RefusalReasons.CorruptEncoding)]
    [InlineData("columntypes", "d", RefusalReasons.InvalidColumnTypes)]
    [InlineData("columntypes", "dx", RefusalReasons.InvalidColumnTypes)]
    public void TryRead_SpoiledAttribute_IsRefusedWithItsReason(string name, object? value, string reason) =>
        Assert.Equal(reason, (value is null ? Good.Without(name) : Good.With(name, value)).Refuse().Reason);

    [Fact]
    public void TryRead_LongNames_AreRefused()
    {
        Assert.Equal(RefusalReasons.InvalidAddress, Good.With("model", new string('x', 129)).Refuse().Reason);
        Assert.Equal(RefusalReasons.InvalidAttribute, Good.With("model", new string('x', 8193)).Refuse().Reason);
        Assert.Equal(RefusalReasons.InvalidAddress, Good.With("model", "\uD800").Refuse().Reason);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("text/csv; charset=utf-16")]
    [InlineData("application/cloudevents+json")]
    public void TryRead_OtherContentType_IsRefused(string? contentType) =>
        Assert.Equal(RefusalReasons.UnsupportedContentType, (Good with { ContentType = contentType }).Refuse().Reason);

    [Fact]
    public void TryRead_NoProperties_IsRefused()
    {
        Assert.Equal(RefusalReasons.NotCloudEvents, default(EventEnvelope).Refuse().Reason);
        Assert.Equal(
            RefusalReasons.NotCloudEvents,
            (Good with { Properties = new Dictionary<string, object?>() }).Refuse().Reason
        );
    }

    [Theory]
    [InlineData("", RefusalReasons.InvalidHeader)]
    [InlineData("\n", RefusalReasons.InvalidHeader)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,age", RefusalReasons.InvalidHeader)]
    [InlineData("age,city\n1,Oslo\n", RefusalReasons.InvalidHeader)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId\nt,,r\n", RefusalReasons.InvalidHeader)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,\nt,,r,1\n", RefusalReasons.InvalidHeader)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a,a\nt,,r,1,2\n", RefusalReasons.InvalidHeader)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a\"b\nt,,r,1\n", RefusalReasons.InvalidHeader)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,\"a\nb\"\nt,,r,1\n", RefusalReasons.InvalidHeader)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,\"a\"b\nt,,r,1\n", RefusalReasons.InvalidHeader)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a\n", RefusalReasons.NoRows)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a\nt,,r\n", RefusalReasons.FieldCountMismatch)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a\nt,,r,1,2\n", RefusalReasons.FieldCountMismatch)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a\nt,,r,1\n\n", RefusalReasons.FieldCountMismatch)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a\nt,,r,1\"\n", RefusalReasons.InvalidQuoting)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a\nt,,r,\"1\n", RefusalReasons.InvalidQuoting)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a\nt,,r,\"1\"2\n", RefusalReasons.InvalidQuoting)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a\nt,,r,\"1\" \n", RefusalReasons.InvalidQuoting)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a\nt,,r,1\r", RefusalReasons.BareCarriageReturn)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a\nt,\r,r,1\n", RefusalReasons.BareCarriageReturn)]
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a\nt,,r,1\nt,,r,2\n", RefusalReasons.RowCountMismatch)]
    // A stray quote that swallows a line feed still gives legal CSV: only the row count tells.
    [InlineData("$Timestamp,$CorrelationId,$RequestId,a\nt,,r,\"1\nt,,r,\"\n", RefusalReasons.RowCountMismatch, 2)]
    public void TryRead_SpoiledBody_IsRefusedWithItsReason(string body, string reason, int rows = 1)
    {
        if (body.EndsWith('\r'))
        {
            // The reader adds the line feed that is missing at the end, so put something behind it.
            body += "x\n";
        }
        Assert.Equal(reason, Envelopes.Csv(body, rows).Refuse().Reason);
    }

    [Fact]
    public void TryRead_InvalidUtf8_IsRefused()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes(Envelopes.Header + Envelopes.Row)];
        body[^2] = 0xFF;
        Assert.Equal(RefusalReasons.InvalidUtf8, Envelopes.Csv(body).Refuse().Reason);
        body = [.. Encoding.UTF8.GetBytes(Envelopes.Header + Envelopes.Row)];
        body[Envelopes.Header.Length - 2] = 0xFF;
        Assert.Equal(RefusalReasons.InvalidHeader, Envelopes.Csv(body).Refuse().Reason);
    }

    [Fact]
    public void TryRead_ForeignLineEnds_BecomeLineFeeds()
    {
        string rows = "2026-11-23T05:41:11Z,,r,1,\"a\r\nb\"\r\n2026-11-23T05:41:12Z,,r,2,c\r\n";
        string header = Envelopes.Header.Replace("\n", "\r\n");
        string expected = "2026-11-23T05:41:11Z,,r,1,\"a\r\nb\"\n2026-11-23T05:41:12Z,,r,2,c\n";
        Assert.Equal(expected, Envelopes.Csv(header + rows, 2).Read().Text());
        Assert.Equal(expected, Envelopes.Csv(header + rows[..^2], 2).Read().Text());
        Assert.Equal(expected, Envelopes.Csv("\uFEFF" + header + rows, 2).Read().Text());
        Assert.Equal(Envelopes.Row, Envelopes.Csv(Envelopes.Header + Envelopes.Row.TrimEnd()).Read().Text());
        byte[] packed = Brotli(header + rows[..^2]);
        Assert.Equal(expected, (Envelopes.Csv(packed, 2) with { ContentEncoding = "br" }).Read().Text());
    }

    [Fact]
    public void TryRead_EqualHeadersAndAddresses_AreTheSameObjects()
    {
        CollectedBatchReader reader = new();
        CollectedBatch first = reader.Read(Good);
        string quoted = "$Timestamp,$CorrelationId,$RequestId,\"age\",city\n";
        CollectedBatch second = reader.Read(Envelopes.Csv(quoted + Envelopes.Row));
        CollectedBatch third = reader.Read(Good.With("columntypes", "ds"));
        Assert.Same(first.Schema, second.Schema);
        Assert.Same(first.Address, second.Address);
        Assert.NotEqual(first.Schema, third.Schema);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public void TryRead_BrotliCutOffOrFollowedByMore_IsRefused(int cut)
    {
        byte[] packed = Brotli(Envelopes.Header + Envelopes.Row);
        byte[] body = cut == 0 ? [.. packed, 0] : packed[..^cut];
        Assert.Equal(
            RefusalReasons.CorruptEncoding,
            (Good with { Body = body, ContentEncoding = "br" }).Refuse().Reason
        );
    }

    internal static byte[] Brotli(string text) => Brotli(Encoding.UTF8.GetBytes(text));

    internal static byte[] Brotli(byte[] bytes)
    {
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        Assert.True(BrotliEncoder.TryCompress(bytes, packed, out int written));
        return packed[..written];
    }
}
