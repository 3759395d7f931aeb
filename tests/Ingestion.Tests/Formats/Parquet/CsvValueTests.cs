using System.Globalization;
using System.Text;
using CsCheck;
using ModelData.Ingestion.Files.Parquet;

namespace ModelData.Ingestion.Tests.Formats.Parquet;

[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class CsvValueTests
{
    private const NumberStyles Styles =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Texts that look like numbers, and some that do not.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Double.Select(d => d.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Float.Select(f => f.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Double[-1e6, 1e6].Select(Gen.Int[0, 15], (d, n) => d.ToString($"F{n}", CultureInfo.InvariantCulture)),
        Gen.Long.Select(l => l.ToString(CultureInfo.InvariantCulture)),
        Gen.Int.Select(i => i.ToString(CultureInfo.InvariantCulture)),
        Gen.Select(Gen.String["0123456789"], Gen.String["0123456789"], Gen.Int[-330, 330], (a, b, e) => $"{a}.{b}e{e}"),
        Gen.String["0123456789+-.eEaNIfinty ,"]
    );

    [Fact]
    public void TryParse_AnyText_GivesWhatThePlatformGives() =>
        Texts.Sample(
            text =>
            {
                byte[] utf8 = Encoding.UTF8.GetBytes(text);
                bool isName = text.Contains('n', StringComparison.OrdinalIgnoreCase);
                bool isDouble =
                    double.TryParse(text, Styles, CultureInfo.InvariantCulture, out double d)
                    && (double.IsFinite(d) || isName);
                bool isFloat =
                    float.TryParse(text, Styles, CultureInfo.InvariantCulture, out float f)
                    && (float.IsFinite(f) || isName);
                bool isLong = long.TryParse(text, NumberStyles.AllowLeadingSign, null, out long l);
                bool isInt = int.TryParse(text, NumberStyles.AllowLeadingSign, null, out int i);
                return CsvValue.TryParse(utf8, out double ourDouble) == isDouble
                    && CsvValue.TryParse(utf8, out float ourFloat) == isFloat
                    && CsvValue.TryParse(utf8, out long ourLong) == isLong
                    && CsvValue.TryParse(utf8, out int ourInt) == isInt
                    && (!isDouble || BitConverter.DoubleToInt64Bits(d) == BitConverter.DoubleToInt64Bits(ourDouble))
                    && (!isFloat || BitConverter.SingleToInt32Bits(f) == BitConverter.SingleToInt32Bits(ourFloat))
                    && (!isLong || l == ourLong)
                    && (!isInt || i == ourInt);
            },
            iter: 200_000
        );

    [Theory]
    [InlineData("1\0")]
    [InlineData("1.5\0\0")]
    [InlineData("12345678901234567890\0")]
    [InlineData("\0")]
    public void TryParse_ZeroByteBehindANumber_IsNoNumber(string text)
    {
        byte[] field = System.Text.Encoding.UTF8.GetBytes(text);
        Assert.False(CsvValue.TryParse(field, out double _));
        Assert.False(CsvValue.TryParse(field, out float _));
        Assert.False(CsvValue.TryParse(field, out long _));
        Assert.False(CsvValue.TryParse(field, out int _));
        Assert.False(CsvValue.TryParse(field, out bool _));
    }

    [Theory]
    [InlineData("16777217.0", 16777216f)] // halfway between two 32-bit numbers: to even
    [InlineData("16777219", 16777220f)]
    [InlineData("1.00000005960464477539062500000001", 1.0000001f)] // just above halfway: rounding twice would give 1
    [InlineData("29.98453998565674", 29.984540939331055f)]
    [InlineData("47.83744239807129", 47.83744430541992f)]
    [InlineData("0.1", 0.1f)]
    [InlineData("1e-45", float.Epsilon)]
    public void TryParse_FloatNearAMidpoint_IsRoundedOnce(string text, float expected)
    {
        Assert.True(CsvValue.TryParse(Encoding.UTF8.GetBytes(text), out float value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("1,5")]
    [InlineData(" 1")]
    [InlineData("0x10")]
    [InlineData("-")]
    [InlineData(".")]
    public void TryParse_NoNumberOrTooLarge_IsRefused(string text) =>
        Assert.False(CsvValue.TryParse(Encoding.UTF8.GetBytes(text), out double _));

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", false)]
    [InlineData("truex", null)]
    [InlineData("1", null)]
    public void TryParse_Booleans_AreTheirNames(string text, bool? expected)
    {
        bool isBoolean = CsvValue.TryParse(Encoding.UTF8.GetBytes(text), out bool value);
        Assert.Equal(expected, isBoolean ? value : null);
    }

    [Fact]
    public void TryParse_AnyTime_GivesWhatThePlatformGives() =>
        Gen.Select(Gen.Long[0, DateTime.MaxValue.Ticks], Gen.Int[0, 7], Gen.Int[-1439, 1439], Gen.Bool)
            .Sample(
                (ticks, digits, offset, isUtc) =>
                {
                    string format =
                        digits == 0 ? "yyyy-MM-ddTHH:mm:ss" : $"yyyy-MM-ddTHH:mm:ss.{new string('f', digits)}";
                    string zone = isUtc
                        ? "Z"
                        : $"{(offset < 0 ? '-' : '+')}{Math.Abs(offset) / 60:00}:{Math.Abs(offset) % 60:00}";
                    string local = new DateTime(ticks).ToString(format, CultureInfo.InvariantCulture);
                    // The platform takes offsets up to fourteen hours alone.
                    long utc =
                        DateTime.Parse(local, CultureInfo.InvariantCulture).Ticks
                        - (isUtc ? 0 : offset * TimeSpan.TicksPerMinute);
                    bool isTime = utc >= 0 && utc <= DateTime.MaxValue.Ticks;
                    return CsvTime.TryParse(Encoding.UTF8.GetBytes(local + zone), out long microseconds) == isTime
                        && (!isTime || microseconds == (long)Math.Floor((utc - DateTime.UnixEpoch.Ticks) / 10.0m));
                },
                iter: 50_000
            );

    [Theory]
    [InlineData("2026-11-23T05:41:11.123456Z", 1795412471123456)]
    [InlineData("2026-11-23t06:41:11.1234567891+01:00", 1795412471123456)]
    [InlineData("1969-12-31T23:59:59.999999Z", -1L)]
    [InlineData("2026-11-23 05:41:11Z", null)]
    [InlineData("2026-02-30T05:41:11Z", null)]
    [InlineData("2026-11-23T24:00:00Z", null)]
    [InlineData("2026-11-23T05:41:60Z", null)]
    [InlineData("2026-11-23T05:41:11.Z", null)]
    [InlineData("2026-11-23T05:41:11", null)]
    [InlineData("2026-11-23T05:41:11+0100", null)]
    [InlineData("0000-11-23T05:41:11Z", null)]
    [InlineData("0001-01-01T00:00:00+01:00", null)]
    public void TryParse_Times_AreThoseOfRfc3339(string text, long? expected)
    {
        bool isTime = CsvTime.TryParse(Encoding.UTF8.GetBytes(text), out long value);
        Assert.Equal(expected, isTime ? value : null);
    }
}
