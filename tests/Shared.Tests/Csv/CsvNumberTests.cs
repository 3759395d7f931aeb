using System.Globalization;
using System.Text;
using CsCheck;

namespace ModelData.Tests.Csv;

[Trait("Level", "Unit")]
public sealed class CsvNumberTests
{
    private static string Text(double value)
    {
        Span<byte> buffer = stackalloc byte[CsvNumber.MaxLength];
        return Encoding.ASCII.GetString(buffer[..CsvNumber.Format(value, buffer)]);
    }

    private static string Text(float value)
    {
        Span<byte> buffer = stackalloc byte[CsvNumber.MaxLength];
        return Encoding.ASCII.GetString(buffer[..CsvNumber.Format(value, buffer)]);
    }

    private static string Text(long value)
    {
        Span<byte> buffer = stackalloc byte[CsvNumber.MaxLength];
        return Encoding.ASCII.GetString(buffer[..CsvNumber.Format(value, buffer)]);
    }

    private static void Same(double value)
    {
        string platform = value.ToString("R", CultureInfo.InvariantCulture);
        if (platform != Text(value))
        {
            // At a few powers of two the platform's text reads back as the neighbour: 2^-958 is one. Ours must not.
            Assert.NotEqual(value, double.Parse(platform, CultureInfo.InvariantCulture));
            Assert.Equal(value, double.Parse(Text(value), CultureInfo.InvariantCulture));
        }
    }

    private static void Same(float value)
    {
        string platform = value.ToString("R", CultureInfo.InvariantCulture);
        if (platform != Text(value))
        {
            Assert.NotEqual(value, float.Parse(platform, CultureInfo.InvariantCulture));
            Assert.Equal(value, float.Parse(Text(value), CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Format_EdgesOfDouble_AreTheShortestText()
    {
        double[] values =
        [
            0,
            -0.0,
            1,
            -1,
            0.1,
            0.0001,
            0.00001,
            0.000123456,
            double.MaxValue,
            double.MinValue,
            double.Epsilon,
            2.2250738585072014E-308,
            double.NaN,
            double.PositiveInfinity,
            double.NegativeInfinity,
            1e15,
            999_999_999_999_999,
            1e14 + 0.5,
            9_007_199_254_740_991,
            9_007_199_254_740_993,
            1e22,
            1e23,
            5e-324,
            123456789012345680,
            0.30000000000000004,
            99999999999.9999,
            100000000000.0001,
            -0.0001,
            4.35,
            0.3,
            1.7976931348623157E+308,
        ];
        foreach (double value in values)
        {
            Same(value);
            Same(-value);
            Same((float)value);
            Same(Math.BitIncrement(value));
            Same(Math.BitDecrement(value));
        }
        for (int power = -1074; power < 1024; power++)
        {
            Same(Math.ScaleB(1, power));
            Same(MathF.ScaleB(1, power));
        }
        for (int power = -330; power < 310; power++)
        {
            Same(double.Parse($"1E{power}", CultureInfo.InvariantCulture));
            Same((float)double.Parse($"1E{power}", CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Format_AnyBits_AreTheShortestText()
    {
        Gen.ULong.Sample(bits => Same(BitConverter.UInt64BitsToDouble(bits)), iter: 50_000);
        Gen.UInt.Sample(bits => Same(BitConverter.UInt32BitsToSingle(bits)), iter: 50_000);
    }

    [Fact]
    public void Format_FeatureLikeNumbers_AreTheShortestText()
    {
        Gen.Select(Gen.Long[-10_000_000_000_000_000, 10_000_000_000_000_000], Gen.Int[0, 12])
            .Sample((digits, decimals) => Same(digits / Math.Pow(10, decimals)), iter: 50_000);
        Gen.Select(Gen.Int[-20_000_000, 20_000_000], Gen.Int[0, 8])
            .Sample((digits, decimals) => Same((float)(digits / Math.Pow(10, decimals))), iter: 50_000);
        Gen.Double[-1000, 1000].Sample(Same, iter: 50_000);
    }

    [Fact]
    public void Format_Integers_AreTheirDigits()
    {
        Gen.Long.Sample(value => Text(value) == value.ToString(CultureInfo.InvariantCulture), iter: 50_000);
        foreach (long value in new[] { 0, 1, 9, 10, 99, 100, long.MaxValue, long.MinValue, -1, -9, -10 })
        {
            Assert.Equal(value.ToString(CultureInfo.InvariantCulture), Text(value));
        }
    }
}
