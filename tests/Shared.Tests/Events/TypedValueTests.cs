using System.Globalization;
using System.Text;
using CsCheck;

namespace ModelData.Tests.Events;

/// <summary>What a value of a declared type may look like, and what the rows then hold.</summary>
[Trait("Level", "Unit")]
public sealed class TypedValueTests
{
    private const string Time = "2026-11-23T05:41:11.123456Z";

    [Theory]
    [InlineData('d', "41.5")]
    [InlineData('d', "-0")]
    [InlineData('d', ".5")]
    [InlineData('d', "5.")]
    [InlineData('d', "1E-05")]
    [InlineData('d', "1e+308")]
    [InlineData('d', "1.7976931348623157E+308")]
    [InlineData('d', "79228162514264337593543950335")]
    [InlineData('d', "0.1000000000000000055511151231257827021181583404541015625000000000000000000000")]
    [InlineData('d', "1e-999")]
    [InlineData('d', "NaN")]
    [InlineData('d', "Infinity")]
    [InlineData('d', "-Infinity")]
    [InlineData('d', "\"1.50\"")]
    [InlineData('d', "+1.5", "1.5")]
    [InlineData('d', "inf", "Infinity")]
    [InlineData('d', "-INF", "-Infinity")]
    [InlineData('d', "+Infinity", "Infinity")]
    [InlineData('d', "\"nan\"", "NaN")]
    [InlineData('d', "\"\"", "")]
    [InlineData('f', "3.4028235E+38")]
    [InlineData('f', "-inf", "-Infinity")]
    [InlineData('l', "9223372036854775807")]
    [InlineData('l', "-9223372036854775808")]
    [InlineData('l', "007")]
    [InlineData('l', "+7", "7")]
    [InlineData('i', "-2147483648")]
    [InlineData('i', "\"\"", "")]
    [InlineData('b', "true")]
    [InlineData('b', "False", "false")]
    [InlineData('b', "TRUE", "true")]
    [InlineData('t', Time)]
    [InlineData('t', "2026-11-23T05:41:11Z")]
    [InlineData('t', "2024-02-29T23:59:59.9Z")]
    [InlineData('t', "2026-11-23 05:41:11", "2026-11-23T05:41:11.000000Z")]
    [InlineData('t', "2026-11-23 05:41:11.5+00:00", "2026-11-23T05:41:11.500000Z")]
    [InlineData('t', "2026-11-23T07:41:11+02:00", "2026-11-23T05:41:11.000000Z")]
    [InlineData('t', "2026-11-23T01:11:11-0430", "2026-11-23T05:41:11.000000Z")]
    [InlineData('t', "2026-11-23T23:41:11+18:00", "2026-11-23T05:41:11.000000Z")]
    [InlineData('t', "2026-11-23T05:42:10-23:59", "2026-11-24T05:41:10.000000Z")]
    [InlineData('t', "2026-11-23T05:41:11", "2026-11-23T05:41:11.000000Z")]
    [InlineData('t', "2026-11-23T05:41", "2026-11-23T05:41:00.000000Z")]
    [InlineData('t', "2026-11-23", "2026-11-23T00:00:00.000000Z")]
    [InlineData('t', "2026-11-23T05:41:11.1234567Z", Time)]
    [InlineData('t', "2026-06-30T23:59:60Z", "2026-06-30T23:59:59.999999Z")]
    [InlineData('t', "2026-07-01T01:59:60.25+02:00", "2026-06-30T23:59:59.999999Z")]
    [InlineData('s', "anything; 06070")]
    public void TryRead_ValueOfItsType_IsKeptOrWrittenPlain(char type, string value, string? written = null)
    {
        string row = $"{Time},,r,{value},x\n";
        CollectedBatch batch = Read(type, row, row);
        string expected = $"{Time},,r,{written ?? value},x\n";
        Assert.Equal(expected + expected, batch.Text());
    }

    [Theory]
    [InlineData('d', "abc")]
    [InlineData('d', "1,5")]
    [InlineData('d', " 1")]
    [InlineData('d', "1e999")]
    [InlineData('d', "-")]
    [InlineData('d', ".")]
    [InlineData('d', "1.2.3")]
    [InlineData('d', "1-2")]
    [InlineData('d', "1e")]
    [InlineData('d', "0x10")]
    [InlineData('d', "null")]
    [InlineData('d', "+")]
    [InlineData('d', "1\0")]
    [InlineData('f', "3.5E+38")]
    [InlineData('f', "999999999999999999999999999999999999999")]
    [InlineData('l', "1.0")]
    [InlineData('l', "1e3")]
    [InlineData('l', "9223372036854775808")]
    [InlineData('i', "2147483648")]
    [InlineData('i', "-")]
    [InlineData('b', "1")]
    [InlineData('b', "yes")]
    [InlineData('t', "yesterday")]
    [InlineData('t', "2026-02-30T05:41:11Z")]
    [InlineData('t', "2026-11-23T24:00:00Z")]
    [InlineData('t', "2026-11-23T05:41:60Z")]
    [InlineData('t', "2026-06-29T23:59:60Z")]
    [InlineData('t', "23.11.2026")]
    [InlineData('t', "1795412471")]
    [InlineData('t', "0000-01-01T00:00:00Z")]
    [InlineData('t', "0001-01-01T00:00:00+01:00")]
    [InlineData('t', "2026-11-23T05:41:11,5Z")]
    public void TryRead_ValueOfAnotherType_IsRefusedWithItsPlace(char type, string value)
    {
        string field = value.Contains(',', StringComparison.Ordinal) ? $"\"{value}\"" : value;
        string good = $"{Time},,r,,x\n";
        EventEnvelope envelope = Envelopes.Csv($"{Envelopes.Header}{good}{Time},,r,{field},x\n{good}", 3);
        Refusal refusal = envelope.With("columntypes", $"{type}s").Refuse();
        Assert.Equal(RefusalReasons.ValueTypeMismatch, refusal.Reason);
        Assert.StartsWith("Row 2, column \"age\": ", refusal.Detail, StringComparison.Ordinal);
        Assert.Contains("Accepted: ", refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(value == "1\0" ? "\"1\\u{0}\"" : $"\"{value}\"", refusal.Found);
        Assert.EndsWith(refusal.Found!, refusal.DetailWithFound, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_SystemTime_FollowsTheSameRule()
    {
        string row = ",,r,1,x\n";
        Assert.Equal(
            "2026-11-23T05:41:11.000000Z,,r,1,x\n",
            Envelopes.Csv($"{Envelopes.Header}2026-11-23 05:41:11{row}").Read().Text()
        );
        Assert.Contains(
            "column \"$Timestamp\"",
            Envelopes.Csv($"{Envelopes.Header}yesterday{row}").Refuse().Detail,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void TryRead_ValueThatIsLong_IsShownCut()
    {
        EventEnvelope envelope = Envelopes.Csv($"{Envelopes.Header},,r,{new string('é', 100_000)},x\n");
        Refusal refusal = envelope.With("columntypes", "ds").Refuse();
        Assert.Equal($"\"{new string('é', 64)}\"…", refusal.Found);
    }

    [Fact]
    public void TryRead_RowsThatGrowOverTheLimitWhenWrittenPlain_AreRefused()
    {
        string text = new('x', EventLimits.MaxRowBytes - 20);
        EventEnvelope envelope = Envelopes.Csv($"{Envelopes.Header},,r,2026-11-23,{text}\n");
        Assert.Equal(RefusalReasons.RowTooLong, envelope.With("columntypes", "ts").Refuse().Reason);
    }

    /// <summary>The masks and the field by field reading must agree, wherever a field lies in a block.</summary>
    [Fact]
    public void Scan_AnyRows_JudgesAsFieldByFieldReadingDoes() =>
        Gen.Select(Gen.OneOf<string>("d", "f", "l", "i", "b", "t", "s").Array[1, 6], Fields.Array[4, 60])
            .Sample(
                (letters, fields) =>
                {
                    FeatureType[] types = [.. letters.Select(Parse)];
                    string[][] rows = [.. fields.Chunk(types.Length).Where(row => row.Length == types.Length)];
                    byte[] csv = Encoding.UTF8.GetBytes(
                        string.Concat(rows.Select(row => string.Join(',', row.Select(Quote)) + "\n"))
                    );
                    TypedScanResult result = TypedScanner.Scan(csv, types);
                    (int Row, int Column)? bad = null;
                    bool hasLenient = false;
                    for (int i = 0; i < rows.Length * types.Length && bad is null; i++)
                    {
                        string value = rows[i / types.Length][i % types.Length];
                        ValueForm form =
                            value.Length == 0
                                ? ValueForm.Plain
                                : TypedValue.Judge(types[i % types.Length], Encoding.UTF8.GetBytes(value));
                        hasLenient |= form == ValueForm.Lenient;
                        bad = form == ValueForm.None ? (i / types.Length, i % types.Length) : null;
                    }
                    Assert.Equal(bad is not null, result.IsRefused);
                    Assert.Equal(hasLenient, result.HasLenient);
                    Assert.Equal(bad ?? (rows.Length, 0), (result.Row, result.Column));
                },
                iter: 50_000
            );

    private static readonly Gen<string> Fields = Gen.Frequency(
        (6, Gen.Double.Select(d => d.ToString("R", CultureInfo.InvariantCulture))),
        (6, Gen.Int[-99999, 99999].Select(i => (i / 100.0).ToString(CultureInfo.InvariantCulture))),
        (6, Gen.Int.Select(i => i.ToString(CultureInfo.InvariantCulture))),
        (2, Gen.Long.Select(i => i.ToString(CultureInfo.InvariantCulture))),
        (6, Gen.DateTime.Select(t => t.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture))),
        (2, Gen.OneOf("true", "false", "True", "NaN", "inf", "2026-11-23", "", "", "a,b", "1-1", "1.1.1")),
        (1, Gen.String[Gen.Char["0123456789.-+eE,"], 0, 70]),
        (1, Gen.String[Gen.Char["a\",\n"], 0, 3])
    );

    private static FeatureType Parse(string letter) =>
        FeatureTypeCodes.TryParse(letter[0], out FeatureType type) ? type : throw new ArgumentException(letter);

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;

    private static CollectedBatch Read(char type, params string[] rows) =>
        Envelopes.Csv(Envelopes.Header + string.Concat(rows), rows.Length).With("columntypes", $"{type}s").Read();
}
