using System.Globalization;
using System.IO.Hashing;
using System.Numerics;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace ModelData.Tests.Events;

/// <summary>Which rows are in a sample, here as in every other language.</summary>
[Trait("Level", "Unit")]
public sealed class RowSamplingTests
{
    private static readonly Gen<decimal> Rate = Gen.Int[0, 1_000_000_000].Select(units => units / 1_000_000_000m);

    [Fact]
    public void Hash_AnyBytes_IsXxHash64OfSeedZero() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.Equal(XxHash64.HashToUInt64(bytes), RowSampling.Hash(bytes)));

    [Fact]
    public void Hash_AndTakes_AreThoseOfTheVectors()
    {
        using JsonDocument vectors = JsonDocument.Parse(Golden.Bytes("sampling-hashes.json"));
        string[] rates = ["0.000000001", "0.01", "0.1", "0.25", "0.5", "0.999999999", "1"];
        foreach (JsonElement vector in vectors.RootElement.EnumerateArray())
        {
            ulong hash = RowSampling.Hash(Encoding.UTF8.GetBytes(vector.GetProperty("key").GetString()!));
            Assert.Equal(vector.GetProperty("hash").GetString(), hash.ToString("x16", CultureInfo.InvariantCulture));
            Assert.Equal(
                vector.GetProperty("taken").EnumerateArray().Select(rate => rate.GetString()),
                rates.Where(rate => RowSampling.Takes(hash, decimal.Parse(rate, CultureInfo.InvariantCulture)))
            );
        }
    }

    [Fact]
    public void Takes_AnyRate_IsTheExactShareOfAllHashes() =>
        Rate.Sample(rate =>
        {
            // Hashes below the ceiling of rate * 2^64 are in.
            BigInteger units = (BigInteger)(rate * 1_000_000_000m) << 64;
            BigInteger first = (units + 999_999_999) / 1_000_000_000;
            Assert.True(first == 0 || RowSampling.Takes((ulong)(first - 1), rate));
            Assert.False(first <= ulong.MaxValue && RowSampling.Takes((ulong)first, rate));
        });

    [Fact]
    public void Takes_SmallerRate_LiesWithinTheLarger() =>
        Gen.Select(Gen.ULong, Rate, Rate)
            .Sample(
                (hash, a, b) => !RowSampling.Takes(hash, Math.Min(a, b)) || RowSampling.Takes(hash, Math.Max(a, b))
            );

    [Fact]
    public void Takes_AllAndNone_AreWhatTheySay()
    {
        Assert.True(RowSampling.Takes(ulong.MaxValue, 1));
        Assert.True(RowSampling.Takes(ulong.MaxValue, 1.000m));
        Assert.False(RowSampling.Takes(0, 0));
        Assert.True(RowSampling.Takes(0, 0.000000001m));
    }

    [Fact]
    public void Takes_NoShare_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSampling.Takes(0, -0.1m));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSampling.Takes(0, 1.1m));
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSampling.Takes(0, 0.0000000001m));
    }

    [Fact]
    public void Hash_AndTakes_AllocateNothing()
    {
        byte[] key = Encoding.UTF8.GetBytes("0af76519-16cd-43dd-8448-eb211c80319c");
        RowSampling.Takes(RowSampling.Hash(key), 0.1m);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isTaken = RowSampling.Takes(RowSampling.Hash(key), 0.1m);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.False(isTaken);
    }
}
