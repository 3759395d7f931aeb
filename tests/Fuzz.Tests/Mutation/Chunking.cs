namespace ModelData.Fuzz.Mutation;

/// <summary>Finds where the parts of a sample begin, so that whole parts can be moved, doubled and left out.</summary>
internal delegate List<int> Chunking(ReadOnlySpan<byte> sample);

/// <summary>The ways in which formats fall into parts.</summary>
internal static class Chunkings
{
    /// <summary>Anywhere.</summary>
    public static List<int> None(ReadOnlySpan<byte> sample) => [];

    /// <summary>Words and numbers, and each sign for itself: JSON, CSV, settings, paths.</summary>
    public static List<int> Text(ReadOnlySpan<byte> sample)
    {
        var starts = new List<int>();
        for (int i = 0; i < sample.Length; i++)
        {
            if (i == 0 || !IsWord(sample[i]) || !IsWord(sample[i - 1]))
            {
                starts.Add(i);
            }
        }

        return starts;
    }

    /// <summary>The encoded values of AMQP, those within lists and maps as well.</summary>
    public static List<int> Amqp(ReadOnlySpan<byte> sample)
    {
        var starts = new List<int>();
        int position = 0;
        while (position < sample.Length)
        {
            starts.Add(position);
            byte code = sample[position];
            int next = position + 1;
            position = (code >> 4) switch
            {
                0x5 => next + 1,
                0x6 => next + 2,
                0x7 => next + 4,
                0x8 => next + 8,
                0x9 => next + 16,
                0xA => next + 1 + (next < sample.Length ? sample[next] : 0),
                0xB => next + 4 + ReadLength(sample, next),
                // Into the list or map: behind its size and count.
                0xC => next + 2,
                0xD => next + 8,
                0xE => next + 1 + (next < sample.Length ? sample[next] : 0),
                0xF => next + 4 + ReadLength(sample, next),
                // A descriptor, or a value without content.
                _ => next,
            };
        }

        return starts;
    }

    private static int ReadLength(ReadOnlySpan<byte> sample, int at) =>
        at + 4 > sample.Length
            ? 0
            : Math.Clamp(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(sample[at..]), 0, sample.Length);

    private static bool IsWord(byte value) => char.IsAsciiLetterOrDigit((char)value) || value >= 0x80;
}
