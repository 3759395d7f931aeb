using System.Buffers.Binary;

namespace ModelData.Fuzz.Mutation;

/// <summary>Tampers with a sample: bits, numbers that sizes and counts are tried with, parts of the format, pieces of other samples.</summary>
internal static class Mutator
{
    private const int MostBytes = 64 * 1024;
    private const int MostRounds = 4;

    private static readonly long[] Numbers =
    [
        0,
        1,
        2,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x7FFFFFFF,
        0x80000000,
        0xFFFFFFFF,
        long.MaxValue,
        -1,
    ];

    public static byte[] Mutate(FuzzTarget target, byte[] sample, Random random)
    {
        int rounds = 1 << random.Next(MostRounds);
        for (int i = 0; i < rounds; i++)
        {
            sample = MutateOnce(target, sample, random);
            sample = sample.Length <= MostBytes ? sample : sample[..MostBytes];
        }

        return sample;
    }

    private static byte[] MutateOnce(FuzzTarget target, byte[] sample, Random random)
    {
        if (sample.Length == 0)
        {
            return Token(target, random);
        }

        Range part = Part(target, sample, random);
        (int start, int length) = part.GetOffsetAndLength(sample.Length);
        int end = start + length;
        switch (random.Next(12))
        {
            case 0:
                byte[] flipped = [.. sample];
                flipped[start] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1:
                byte[] changed = [.. sample];
                changed[start] = (byte)random.Next(256);
                return changed;
            case 2 or 3:
                return WithNumber(sample, start, random);
            case 4:
                return [.. sample[..start], .. Token(target, random), .. sample[start..]];
            case 5 or 6:
                return [.. sample[..start], .. Token(target, random), .. sample[end..]];
            case 7:
                return [.. sample[..start], .. sample[end..]];
            case 8:
                return [.. sample[..end], .. sample[start..]];
            case 9:
                return Repeated(sample, start, end, random);
            case 10:
                byte[] other = target.Create(random);
                (int from, int count) = Part(target, other, random).GetOffsetAndLength(other.Length);
                return [.. sample[..start], .. other.AsSpan(from, count), .. sample[end..]];
            default:
                return random.Next(4) == 0
                    ? sample[..start]
                    : [.. sample[..start], .. sample[end..], .. sample[start..end]];
        }
    }

    private static byte[] Token(FuzzTarget target, Random random)
    {
        if (target.Tokens.Count > 0 && random.Next(4) > 0)
        {
            return target.Tokens[random.Next(target.Tokens.Count)];
        }

        byte[] noise = new byte[1 + random.Next(8)];
        random.NextBytes(noise);
        return noise;
    }

    private static byte[] WithNumber(byte[] sample, int at, Random random)
    {
        long number =
            random.Next(3) == 0 ? sample.Length - at + random.Next(-2, 3) : Numbers[random.Next(Numbers.Length)];
        Span<byte> bytes = stackalloc byte[8];
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, number);
            bytes = bytes[(8 - (1 << random.Next(4)))..];
        }

        int width = Math.Min(Math.Min(bytes.Length, 1 << random.Next(4)), sample.Length - at);
        byte[] changed = [.. sample];
        bytes[..width].CopyTo(changed.AsSpan(at));
        return changed;
    }

    private static byte[] Repeated(byte[] sample, int start, int end, Random random)
    {
        int times = Math.Min(1 << random.Next(12), MostBytes / Math.Max(1, end - start));
        var repeated = new List<byte>(sample.Length + (times * (end - start)));
        repeated.AddRange(sample.AsSpan(0, end));
        for (int i = 0; i < times; i++)
        {
            repeated.AddRange(sample.AsSpan(start, end - start));
        }

        repeated.AddRange(sample.AsSpan(end));
        return [.. repeated];
    }

    /// <summary>A part of the format, some of them in a row, or any bytes; not empty.</summary>
    private static Range Part(FuzzTarget target, byte[] sample, Random random)
    {
        List<int> starts = target.Chunking(sample);
        if (starts.Count > 1 && random.Next(4) > 0)
        {
            int first = random.Next(starts.Count);
            int behind = first + 1 + (random.Next(3) == 0 ? random.Next(8) : 0);
            return starts[first]..(behind < starts.Count ? starts[behind] : sample.Length);
        }

        int start = random.Next(sample.Length);
        return start..(start + 1 + random.Next(Math.Min(32, sample.Length - start)));
    }
}
