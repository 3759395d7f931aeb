using System.Buffers.Binary;
using System.Numerics;

namespace ModelData;

/// <summary>
/// Which rows are in a sample: a function of their key alone, the same in every process and language, so that rows of one key stay or go together, and a
/// sample lies within each larger one. docs/event-format.md has test vectors. Thread-safe, allocates nothing.
/// </summary>
public static class RowSampling
{
    private const ulong Prime1 = 11400714785074694791;
    private const ulong Prime2 = 14029467366897019727;
    private const ulong Prime3 = 1609587929392839161;
    private const ulong Prime4 = 9650029242287828579;
    private const ulong Prime5 = 2870177450012600261;
    private const int StripeBytes = 32;

    /// <summary>A rate has at most nine digits behind the point.</summary>
    private const decimal RateUnits = 1_000_000_000;

    /// <summary>The hash of a key: XxHash64 with seed 0.</summary>
    /// <param name="keyText">The key's CSV text in UTF-8, without the quotes of CSV, before it is redacted.</param>
    public static ulong Hash(ReadOnlySpan<byte> keyText)
    {
        ulong hash = Prime5;
        ReadOnlySpan<byte> rest = keyText;
        if (keyText.Length >= StripeBytes)
        {
            hash = HashStripes(ref rest);
        }
        hash += (ulong)keyText.Length;
        for (; rest.Length >= 8; rest = rest[8..])
        {
            ulong lane = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            hash = (BitOperations.RotateLeft(hash ^ Round(0, lane), 27) * Prime1) + Prime4;
        }
        if (rest.Length >= 4)
        {
            ulong lane = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            hash = (BitOperations.RotateLeft(hash ^ (lane * Prime1), 23) * Prime2) + Prime3;
            rest = rest[4..];
        }
        foreach (byte value in rest)
        {
            hash = BitOperations.RotateLeft(hash ^ (value * Prime5), 11) * Prime1;
        }
        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }

    /// <summary>Whether a row is in a sample: its hash is below the rate's share of 2^64, without rounding.</summary>
    /// <param name="hash">The hash of the row's key.</param>
    /// <param name="rate">The share of rows: 0 (none) to 1 (all), at most nine digits behind the point.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is no such share.</exception>
    public static bool Takes(ulong hash, decimal rate)
    {
        decimal units = rate * RateUnits;
        if (rate is < 0 or > 1 || units != decimal.Truncate(units))
        {
            throw new ArgumentOutOfRangeException(
                nameof(rate),
                rate,
                "A rate is 0 to 1, with at most nine digits behind the point."
            );
        }
        return (UInt128)hash * (ulong)RateUnits < (UInt128)(ulong)units << 64;
    }

    private static ulong HashStripes(ref ReadOnlySpan<byte> rest)
    {
        ulong a = unchecked(Prime1 + Prime2);
        ulong b = Prime2;
        ulong c = 0;
        ulong d = unchecked(0 - Prime1);
        for (; rest.Length >= StripeBytes; rest = rest[StripeBytes..])
        {
            a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(rest));
            b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
            c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(rest[16..]));
            d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(rest[24..]));
        }
        ulong hash =
            BitOperations.RotateLeft(a, 1)
            + BitOperations.RotateLeft(b, 7)
            + BitOperations.RotateLeft(c, 12)
            + BitOperations.RotateLeft(d, 18);
        return Merge(Merge(Merge(Merge(hash, a), b), c), d);
    }

    private static ulong Round(ulong sum, ulong lane) => BitOperations.RotateLeft(sum + (lane * Prime2), 31) * Prime1;

    private static ulong Merge(ulong hash, ulong sum) => ((hash ^ Round(0, sum)) * Prime1) + Prime4;
}
