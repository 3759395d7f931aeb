using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;

namespace ModelData.Tests.Events;

/// <summary>What a value of an exact type may look like, in CSV and in JSON alike.</summary>
[Trait("Level", "Unit")]
public sealed class ExactValueTests
{
    private const string Row = "2026-11-23T05:41:11.123456Z,,r,";

    [Theory]
    [InlineData("uint64", "0")]
    [InlineData("uint64", "18446744073709551615")]
    [InlineData("uint64", "9223372036854775808")]
    [InlineData("decimal", "79228162514264337593543950335.0000000001")]
    [InlineData("decimal", "-0.00")]
    [InlineData("decimal", "1.50")]
    [InlineData("decimal", "1E-7")]
    [InlineData("decimal(28:28)", "0.0000000000000000000000000001")]
    [InlineData("decimal(28:0)", "-9999999999999999999999999999")]
    [InlineData("decimal(18:4)", "12345678901234.5678")]
    [InlineData("decimal(18:4)", "-12345678901234.5678")]
    [InlineData("decimal(3:2)", "1.5")]
    [InlineData("decimal(3:2)", "1.50000000000000000000000000000000000000")] // the same number
    [InlineData("decimal(3:2)", "0")]
    [InlineData("decimal(3:2)", "-0")]
    [InlineData("decimal(3:2)", "0e-400000")]
    [InlineData("decimal(3:2)", "125e-2")]
    [InlineData("decimal(3:2)", "0.0125E+2")]
    [InlineData("decimal(1:1)", "0.9")]
    [InlineData("date", "0001-01-01")]
    [InlineData("date", "9999-12-31")]
    [InlineData("date", "2024-02-29")]
    [InlineData("time", "00:00:00")]
    [InlineData("time", "23:59:59.999999")]
    [InlineData("time", "05:41:11.1")]
    [InlineData("uuid", "00000000-0000-0000-0000-000000000000")]
    [InlineData("uuid", "6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    public void TryRead_ValueOfItsType_IsKept(string type, string value)
    {
        Assert.Equal($"{Row}{value},x\n", Csv(type, value).Read().Text());
        Assert.Equal($"{Row}{value},x\n", Json(type, IsText(type) ? $"\"{value}\"" : value).Read().Text());
        Assert.Equal($"{Row}\"{value}\",x\n", Csv(type, $"\"{value}\"").Read().Text());
    }

    [Theory]
    [InlineData("uint64", "+5", "5")]
    [InlineData("uint64", "007", "007")]
    [InlineData("uint64", "\"\"", "")]
    [InlineData("decimal", "+1.50", "1.50")]
    [InlineData("decimal(18:4)", "+.5", ".5")]
    [InlineData("decimal(18:4)", "5.", "5.")]
    [InlineData("decimal(18:4)", "\"\"", "")]
    public void TryRead_ValueThatItsLetterTakesInCsvOnly_IsWrittenAsItsLetterSays(
        string type,
        string value,
        string written
    ) => Assert.Equal($"{Row}{written},x\n", Csv(type, value).Read().Text());

    [Theory]
    [InlineData("uint64", "-1")]
    [InlineData("uint64", "-0")]
    [InlineData("uint64", "18446744073709551616")]
    [InlineData("uint64", "1.0")]
    [InlineData("uint64", "1e3")]
    [InlineData("uint64", "NaN")]
    [InlineData("decimal", "NaN")]
    [InlineData("decimal", "Infinity")]
    [InlineData("decimal", "1e400")]
    [InlineData("decimal(18:4)", "NaN")]
    [InlineData("decimal(18:4)", "0.00001")]
    [InlineData("decimal(18:4)", "123456789012345")]
    [InlineData("decimal(18:4)", "1e14")]
    [InlineData("decimal(28:0)", "10000000000000000000000000000")]
    [InlineData("decimal(28:28)", "1")]
    [InlineData("decimal(3:2)", "10")]
    [InlineData("decimal(3:2)", "1e-3")]
    [InlineData("decimal(1:0)", "0.5")]
    [InlineData("date", "2026-02-29")]
    [InlineData("date", "2026-11-23T00:00:00Z")]
    [InlineData("date", "0000-01-01")]
    [InlineData("date", "2026-1-1")]
    [InlineData("date", " 2026-01-01")]
    [InlineData("date", "")]
    [InlineData("time", "24:00:00")]
    [InlineData("time", "23:59:60")]
    [InlineData("time", "05:41")]
    [InlineData("time", "05:41:11.")]
    [InlineData("time", "05:41:11.1234567")]
    [InlineData("time", "05:41:11Z")]
    [InlineData("time", "5:41:11")]
    [InlineData("time", "-5:41:11")]
    [InlineData("uuid", "6F9619FF-8B86-D011-B42D-00CF4FC964FF")]
    [InlineData("uuid", "6f9619ff8b86d011b42d00cf4fc964ff")]
    [InlineData("uuid", "{6f9619ff-8b86-d011-b42d-00cf4fc964ff}")]
    [InlineData("uuid", "6f9619ff-8b86-d011-b42d-00cf4fc964fg")]
    public void TryRead_ValueOfAnotherType_IsRefusedWithItsPlace(string type, string value)
    {
        bool isName = value is "NaN" or "Infinity";
        AssertRefused(type, value, Csv(type, value.Length == 0 ? "\"\"" : value));
        AssertRefused(type, value, Json(type, IsText(type) || isName ? $"\"{value}\"" : value));
    }

    [Theory]
    [InlineData("uint64", "\"5\"")]
    [InlineData("decimal", "\"1.50\"")]
    [InlineData("decimal(18:4)", "\"1.50\"")]
    [InlineData("decimal(18:4)", "true")]
    [InlineData("date", "20261123")]
    [InlineData("time", "true")]
    [InlineData("uuid", "0")]
    public void TryRead_JsonValueOfAnotherKind_IsRefused(string type, string value) =>
        AssertRefused(type, value.Trim('"'), Json(type, value));

    [Theory]
    [InlineData("uint64")]
    [InlineData("decimal")]
    [InlineData("decimal(18:4)")]
    [InlineData("date")]
    [InlineData("time")]
    [InlineData("uuid")]
    public void TryRead_Null_FitsEveryType(string type)
    {
        Assert.Equal($"{Row},x\n", Csv(type, "").Read().Text());
        Assert.Equal($"{Row},x\n", Json(type, "null").Read().Text());
    }

    [Fact]
    public void TryRead_ManyColumns_NamesTheFirstValueThatDoesNotFit()
    {
        EventEnvelope envelope = Envelopes
            .Csv($"$Timestamp,$CorrelationId,$RequestId,a,b,c\n{Row}x,1,2026-11-23\n{Row}\"a \"\"b\",2,today\n", 2)
            .With("columntypes", "sds")
            .With("exacttypes", "1:uint64,2:date");
        Refusal refusal = envelope.Refuse();
        Assert.Equal(
            "Row 2, column \"c\": the value does not fit the type date. Accepted: a day such as 2026-11-23, from 0001-01-01 to 9999-12-31; null is an "
                + "empty field in CSV and null in JSON.",
            refusal.Detail
        );
        Assert.Equal("\"today\"", refusal.Found);
    }

    /// <summary>Whatever the spelling, a decimal fits exactly when the number does.</summary>
    [Fact]
    public void TryReadDecimal_AnySpelling_GivesTheNumberOrNothing() =>
        Gen.Select(
                Gen.Select(Gen.Int[1, 28], Gen.Int[0, 28]).Where(it => it.Item1 >= it.Item2),
                Gen.String[Gen.Char["00123456789"], 0, 20],
                Gen.String[Gen.Char["00123456789"], 0, 20],
                Gen.Int[-30, 30],
                Gen.Bool
            )
            .Sample(
                (type, whole, fraction, exponent, isNegative) =>
                {
                    if (whole.Length + fraction.Length == 0)
                    {
                        return;
                    }
                    string sign = isNegative ? "-" : "";
                    string text = string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}.{fraction}e{exponent}");
                    BigInteger digits = BigInteger.Parse(sign + whole + fraction, CultureInfo.InvariantCulture);
                    int shift = exponent - fraction.Length + type.Item2;
                    BigInteger rest = BigInteger.Zero;
                    BigInteger number =
                        shift >= 0
                            ? digits * BigInteger.Pow(10, shift)
                            : BigInteger.DivRem(digits, BigInteger.Pow(10, -shift), out rest);
                    bool fits = rest.IsZero && BigInteger.Abs(number) < BigInteger.Pow(10, type.Item1);
                    byte[] utf8 = Encoding.UTF8.GetBytes(text);
                    Assert.Equal(fits, ExactText.TryReadDecimal(utf8, type.Item1, type.Item2, out Int128 unscaled));
                    Assert.Equal(fits ? number : BigInteger.Zero, (BigInteger)unscaled);
                },
                iter: 100_000
            );

    [Fact]
    public void TryReadUuid_AnyUuid_GivesWhatThePlatformGives() =>
        Gen.Guid.Sample(value =>
        {
            Assert.True(ExactText.TryReadUuid(Encoding.UTF8.GetBytes($"{value:D}"), out Guid read));
            Assert.Equal(value, read);
        });

    private static void AssertRefused(string type, string value, EventEnvelope envelope)
    {
        Refusal refusal = envelope.Refuse();
        Assert.Equal(RefusalReasons.ValueTypeMismatch, refusal.Reason);
        Assert.StartsWith(
            $"Row 1, column \"v\": the value does not fit the type {type}. Accepted: ",
            refusal.Detail,
            StringComparison.Ordinal
        );
        Assert.Contains(value, refusal.Found, StringComparison.Ordinal);
    }

    private static EventEnvelope Csv(string type, string field) =>
        Typed(type, Envelopes.Csv($"$Timestamp,$CorrelationId,$RequestId,v,w\n{Row}{field},x\n"));

    private static EventEnvelope Json(string type, string value) =>
        Typed(
            type,
            Envelopes.Json(
                $$"""{"$Timestamp": "2026-11-23T05:41:11.123456Z", "$RequestId": "r", "v": {{value}}, "w": "x"}"""
            )
        );

    private static EventEnvelope Typed(string type, EventEnvelope envelope) =>
        envelope.With("columntypes", IsText(type) ? "ss" : "ds").With("exacttypes", $"0:{type}");

    private static bool IsText(string type) => type is "date" or "time" or "uuid";
}
