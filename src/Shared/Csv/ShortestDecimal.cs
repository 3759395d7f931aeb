using System.Numerics;

namespace ModelData;

/// <summary>
/// The shortest decimal that reads back as the same binary floating-point number, and the closest of those: R. Giulietti's Schubfach.
/// The platform's formatter gives the same digits at a third of the speed, which the encoder of a producer pays once per feature.
/// </summary>
internal static class ShortestDecimal
{
    private const int MinPower = -292;
    private const int MaxPower = 324;

    /// <summary>Powers of ten, scaled to 128 bits and rounded up.</summary>
    private static readonly (ulong High, ulong Low)[] Powers = ComputePowers();

    /// <summary>Finds the digits of a finite, positive number <c>significand · 2^exponent</c>.</summary>
    /// <param name="significand">With the hidden bit.</param>
    /// <param name="exponent">Of the significand's last bit.</param>
    /// <param name="isLowerNeighbourCloser">Whether the number is a power of two above the smallest normal one.</param>
    /// <param name="decimalExponent">Of the last digit.</param>
    /// <returns>The digits; may end in zeros.</returns>
    public static ulong Find(ulong significand, int exponent, bool isLowerNeighbourCloser, out int decimalExponent)
    {
        ulong odd = significand & 1;
        ulong lowerBound = (4 * significand) - 2 + (isLowerNeighbourCloser ? 1UL : 0);
        ulong value = 4 * significand;
        ulong upperBound = value + 2;
        int k = ((exponent * 1262611) - (isLowerNeighbourCloser ? 524031 : 0)) >> 22;
        int shift = exponent + ((-k * 1741647) >> 19) + 1;
        (ulong high, ulong low) = Powers[-k - MinPower];
        ulong lower = RoundToOdd(high, low, lowerBound << shift) + odd;
        ulong middle = RoundToOdd(high, low, value << shift);
        ulong upper = RoundToOdd(high, low, upperBound << shift) - odd;
        ulong digits = middle >> 2;
        if (digits >= 10)
        {
            ulong fewer = digits / 10;
            bool isDownInside = lower <= 40 * fewer;
            bool isUpInside = (40 * fewer) + 40 <= upper;
            if (isDownInside != isUpInside)
            {
                decimalExponent = k + 1;
                return fewer + (isUpInside ? 1UL : 0);
            }
        }
        decimalExponent = k;
        bool isBelowInside = lower <= 4 * digits;
        bool isAboveInside = (4 * digits) + 4 <= upper;
        if (isBelowInside != isAboveInside)
        {
            return digits + (isAboveInside ? 1UL : 0);
        }
        ulong half = (4 * digits) + 2;
        bool isRoundedUp = middle > half || (middle == half && (digits & 1) != 0);
        return digits + (isRoundedUp ? 1UL : 0);
    }

    private static ulong RoundToOdd(ulong high, ulong low, ulong factor)
    {
        ulong carry = Math.BigMul(low, factor, out _);
        ulong top = Math.BigMul(high, factor, out ulong rest);
        rest += carry;
        top += rest < carry ? 1UL : 0;
        return top | (rest > 1 ? 1UL : 0);
    }

    private static (ulong High, ulong Low)[] ComputePowers()
    {
        (ulong, ulong)[] powers = new (ulong, ulong)[MaxPower - MinPower + 1];
        for (int power = MinPower; power <= MaxPower; power++)
        {
            int shift = 127 - ((power * 1741647) >> 19);
            BigInteger scaled;
            if (power < 0)
            {
                BigInteger divisor = BigInteger.Pow(10, -power);
                scaled = ((BigInteger.One << shift) + divisor - 1) / divisor;
            }
            else
            {
                scaled = BigInteger.Pow(10, power);
                scaled = shift >= 0 ? scaled << shift : (scaled + (BigInteger.One << -shift) - 1) >> -shift;
            }
            powers[power - MinPower] = ((ulong)(scaled >> 64), (ulong)(scaled & ulong.MaxValue));
        }
        return powers;
    }
}
