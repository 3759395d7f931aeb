using System.Buffers;
using System.Text;
using CsCheck;
using ModelData.Tests.Csv;

namespace ModelData.Tests.Events;

[Trait("Level", "Unit")]
public sealed class RoundTripTests
{
    [Fact]
    public void WriterAndReader_AnyRows_ComeOutAsTheyWentIn() =>
        Gen.Select(Gen.Int[1, 5], Generators.Text.Null().Array[1, 200], Gen.Bool, Generators.Day)
            .Sample(
                (width, values, isCompressed, day) =>
                {
                    string?[][] rows = [.. values.Chunk(width).Where(c => c.Length == width)];
                    if (rows.Length == 0)
                    {
                        return;
                    }
                    using EncodedBatch encoded = Encode(rows, width, isCompressed, day);
                    CollectedBatch batch = Envelope(encoded).Read();
                    Assert.Equal(rows.Length, batch.RowCount);
                    Assert.Equal(day, batch.Day);
                    List<string?[]> read = Rfc4180.Parse(batch.Rows.Span);
                    Assert.Equal(rows, read.Select(r => r[SystemColumns.Count..]));
                },
                iter: 1_000
            );

    [Fact]
    public void WriterAndReader_RedactedSchemaAndRate_ComeOutAsTheyWentIn() =>
        Gen.Select(Gen.Int[0, 3].Array[2, 12], Gen.Int[1, 1_000_000_000])
            .Sample(
                (methods, units) =>
                {
                    RedactionMethod?[] marks = [.. methods.Select(it => it < 2 ? (RedactionMethod?)it : null)];
                    FeatureSchema schema = FeatureSchema.ForFeatures(
                        [
                            .. marks
                                .Skip(1)
                                .Select((it, i) => new FeatureColumn($"c{i}", FeatureType.String) { Redaction = it }),
                        ],
                        marks[0],
                        marks.Contains(RedactionMethod.Hash) ? "k1" : null
                    );
                    BatchDescription description = CollectedBatchWriterTests.Describe(1) with
                    {
                        Schema = schema,
                        SampleRate = units / 1_000_000_000m,
                    };
                    byte[] row = Encoding.UTF8.GetBytes($"{Envelopes.Row[..64]},{new string(',', marks.Length - 2)}\n");
                    using EncodedBatch encoded = CollectedBatchWriter.Write(description, row);
                    CollectedBatch batch = Envelope(encoded).Read();
                    Assert.Equal((schema, description.SampleRate), (batch.Schema, batch.SampleRate));

                    CollectedBatchReader former = new() { ReadsRedaction = false };
                    FeatureSchema letters = former.Read(Envelope(encoded)).Schema;
                    Assert.Equal((null, null), (letters.Redacted, letters.RedactionKeyId));
                    Assert.Equal(schema.ColumnTypes, letters.ColumnTypes);
                },
                iter: 1_000
            );

    [Fact]
    public void TryRead_MutatedEvent_GivesRowsThatAreRowsOrAReason()
    {
        string?[][] rows = [.. Enumerable.Range(0, 6).Select(i => new[] { $"a{i}", i % 2 == 0 ? "x,\"y\"\n" : null })];
        using EncodedBatch plain = Encode(rows, 2, isCompressed: false, new DateOnly(2026, 11, 23));
        byte[] csv = plain.Body.ToArray();
        byte[] packed = CollectedBatchReaderTests.Brotli(csv);
        byte[] json = Encoding.UTF8.GetBytes("""[{"a": 1.5, "b": "x\n"}, {"b": null, "a": true}]""");
        CollectedBatchReader reader = new();
        Gen<(int, byte, int)[]> mutations = Gen.Select(
            Gen.Int[0, 10_000],
            Gen.OneOf(Gen.Byte, Gen.OneOf("\",\r\n{}[]:0 \\"u8.ToArray().Select(b => b).ToArray())),
            Gen.Int[0, 2],
            (position, value, kind) => (position, value, kind)
        ).Array[0, 4];
        Gen.Select(Gen.Int[0, 2], mutations, Gen.Bool)
            .Sample(
                (form, changes, hasCount) =>
                {
                    byte[] body = Mutate(
                        form == 0 ? csv
                            : form == 1 ? packed
                            : json,
                        changes
                    );
                    EventEnvelope envelope = Envelope(plain) with
                    {
                        Body = body,
                        ContentType = form == 2 ? "application/json" : "text/csv",
                        ContentEncoding = form == 1 ? "br" : null,
                    };
                    CheckRead(reader, hasCount ? envelope : envelope.With("rowcount", changes.Length));
                },
                iter: 40_000,
                threads: 1
            );
    }

    [Fact]
    public void TryRead_AnyBytes_GiveRowsThatAreRowsOrAReason()
    {
        CollectedBatchReader reader = new();
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[0, 3])
            .Sample(
                (bytes, form) =>
                {
                    byte[] header = form == 0 ? [] : Encoding.UTF8.GetBytes(Envelopes.Header);
                    CheckRead(
                        reader,
                        Envelopes.Csv([.. header, .. bytes]) with
                        {
                            ContentType = form == 3 ? "application/json" : "text/csv",
                            ContentEncoding = form == 2 ? "br" : null,
                        }
                    );
                },
                iter: 20_000,
                threads: 1
            );
    }

    /// <summary>What is taken must be rows to a parser that shares nothing with the reader.</summary>
    private static void CheckRead(CollectedBatchReader reader, EventEnvelope envelope)
    {
        if (!reader.TryRead(envelope, out CollectedBatch? batch, out Refusal? refusal))
        {
            Assert.Contains(refusal.Reason, Envelopes.Reasons);
            return;
        }
        List<string?[]> rows = Rfc4180.Parse(batch.Rows.Span);
        Assert.Equal(batch.RowCount, rows.Count);
        Assert.All(rows, row => Assert.Equal(batch.Schema.Columns.Count, row.Length));
    }

    private static byte[] Mutate(byte[] original, (int Position, byte Value, int Kind)[] changes)
    {
        List<byte> bytes = [.. original];
        foreach ((int position, byte value, int kind) in changes)
        {
            int at = position % (bytes.Count + 1);
            if (kind == 0 || at == bytes.Count)
            {
                bytes.Insert(at, value);
            }
            else if (kind == 1)
            {
                bytes[at] = value;
            }
            else
            {
                bytes.RemoveAt(at);
            }
        }
        return [.. bytes];
    }

    private static EncodedBatch Encode(string?[][] rows, int width, bool isCompressed, DateOnly day)
    {
        ArrayBufferWriter<byte> output = new();
        CsvRowWriter writer = new(output);
        foreach (string?[] row in rows)
        {
            writer.WriteSystemColumns(DateTimeOffset.UnixEpoch, "", Guid.Empty);
            foreach (string? value in row)
            {
                writer.Write(value);
            }
            writer.EndRow();
        }
        writer.Flush();
        FeatureColumn[] features =
        [
            .. Enumerable.Range(0, width).Select(i => new FeatureColumn($"c{i}", FeatureType.String)),
        ];
        BatchDescription description = CollectedBatchWriterTests.Describe(rows.Length) with
        {
            Day = day,
            Schema = FeatureSchema.ForFeatures(features),
        };
        return CollectedBatchWriter.Write(description, output.WrittenSpan, isCompressed);
    }

    private static EventEnvelope Envelope(EncodedBatch encoded) =>
        new(
            encoded.Properties.ToDictionary(p => p.Key, p => (object?)p.Value),
            encoded.ContentType,
            encoded.ContentEncoding,
            encoded.Body,
            Envelopes.Enqueued
        );
}
