using System.Buffers;
using System.Globalization;
using System.Text;
using CsCheck;
using ModelData.Ingestion.Files.Parquet;

namespace ModelData.Ingestion.Tests.Formats;

/// <summary>Whether a value is taken does not depend on the files that it goes to, and all of them hold the same one.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class OneRuleForAllFormatsTests
{
    private static readonly Gen<string> Values = Gen.Frequency(
        (3, Gen.Double.Select(d => d.ToString("R", CultureInfo.InvariantCulture))),
        (2, Gen.Float.Select(f => f.ToString("R", CultureInfo.InvariantCulture))),
        (3, Gen.Long.Select(l => l.ToString(CultureInfo.InvariantCulture))),
        (3, Gen.Int.Select(l => l.ToString(CultureInfo.InvariantCulture))),
        (3, Gen.DateTime.Select(t => t.ToString("O", CultureInfo.InvariantCulture))),
        (2, Gen.DateTime.Select(t => t.ToString("yyyy-MM-dd HH:mm:sszzz", CultureInfo.InvariantCulture))),
        (
            6,
            Gen.OneOf(
                "inf",
                "+inf",
                "-INF",
                "nan",
                "-nan",
                "Infinity",
                "+5",
                "+0.5",
                "True",
                "FALSE",
                "\"\"",
                "",
                "1e400",
                "1e39",
                "-0",
                "007",
                "5.",
                ".5",
                "2026-11-29 10:00:00",
                "2026-11-29T10:00",
                "2026-11-29",
                "2026-11-29T10:00:00+01",
                "2026-11-29T10:00:00-0330",
                "2026-12-31T23:59:60Z",
                "\"1.5\"",
                "null",
                "1 "
            )
        ),
        (2, Gen.String[Gen.Char["0123456789.-+eE:TZ "], 0, 30])
    );

    [Theory]
    [InlineData(FeatureType.Double)]
    [InlineData(FeatureType.Float)]
    [InlineData(FeatureType.Int64)]
    [InlineData(FeatureType.Int32)]
    [InlineData(FeatureType.Boolean)]
    [InlineData(FeatureType.Timestamp)]
    public void Read_AnyValue_IsTheSameInCsvAndParquetOrInNeither(FeatureType type) =>
        Values.Sample(
            value =>
            {
                var schema = FeatureSchema.ForFeatures([new("v", type), new("w", FeatureType.String)]);
                if (Read(schema, value) is not { } batch)
                {
                    return;
                }

                ArrayBufferWriter<byte> encoded = new();
                Assert.True(
                    ParquetRows.TryEncode(schema, batch.Rows.Span, 1, encoded, out var refusal),
                    $"{type} {value}: {refusal}"
                );
                ArrayBufferWriter<byte> decoded = new();
                ParquetRows.WriteCsv(schema, encoded.WrittenSpan, 1, decoded);
                Assert.Equal(Value(type, batch.Rows.Span), Value(type, decoded.WrittenSpan));
            },
            iter: 20_000
        );

    private static CollectedBatch? Read(FeatureSchema schema, string value)
    {
        byte[] body = [.. schema.HeaderLine.Span, .. Encoding.UTF8.GetBytes($",,,{value},x\n")];
        var envelope = new EventEnvelope(
            new Dictionary<string, object?>
            {
                ["cloudEvents:specversion"] = "1.0",
                ["cloudEvents:type"] = "modeldata.rows",
                ["cloudEvents:formatversion"] = "1.0",
                ["cloudEvents:id"] = "1",
                ["cloudEvents:source"] = "/tests",
                ["cloudEvents:model"] = "m",
                ["cloudEvents:day"] = "2026-11-23",
                ["cloudEvents:rowcount"] = 1,
                ["cloudEvents:columntypes"] = schema.ColumnTypes,
            },
            "text/csv",
            null,
            body,
            DateTimeOffset.UnixEpoch
        );
        return new CollectedBatchReader().TryRead(envelope, out var batch, out _) ? batch : null;
    }

    /// <summary>The value as a reader of CSV that knows the type takes it.</summary>
    private static object? Value(FeatureType type, ReadOnlySpan<byte> row)
    {
        string text = Encoding.UTF8.GetString(row).Split(',')[3].Trim('"');
        var culture = CultureInfo.InvariantCulture;
        return text.Length == 0
            ? null
            : type switch
            {
                FeatureType.Double => double.Parse(text, culture),
                FeatureType.Float => float.Parse(text, culture),
                FeatureType.Int64 => long.Parse(text, culture),
                FeatureType.Int32 => int.Parse(text, culture),
                FeatureType.Boolean => text switch
                {
                    "true" => true,
                    "false" => false,
                    _ => text,
                },
                _ => DateTimeOffset.Parse(
                    text,
                    culture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
                ),
            };
    }
}
