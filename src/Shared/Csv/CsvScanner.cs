using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelData;

/// <summary>
/// Looks at every byte of rows: as many fields as the header, legal quoting, no stray carriage return, no endless row. Works on 64 bytes at a time
/// as bit masks: commas between two line feeds are a population count, quoted stretches a prefix exclusive-or. Which row is wrong, and how, is
/// left to <see cref="CsvDiagnosis"/>, so that good rows pay nothing for it.
/// </summary>
internal static class CsvScanner
{
    private const int BlockBytes = 64;

    /// <summary>Scans rows.</summary>
    /// <param name="text">Rows without a header, the last one ended by a line feed. Not empty.</param>
    /// <param name="fieldCount">The fields that a row must have.</param>
    public static CsvScanResult Scan(ReadOnlySpan<byte> text, int fieldCount)
    {
        ScanState state = new(fieldCount - 1);
        Vector256<byte> seen = Vector256<byte>.Zero;
        ref byte start = ref MemoryMarshal.GetReference(text);
        int position = 0;
        for (; position <= text.Length - BlockBytes; position += BlockBytes)
        {
            seen |= ScanBlock(ref Unsafe.Add(ref start, position), position, ref state);
        }
        if (position < text.Length)
        {
            Span<byte> rest = stackalloc byte[BlockBytes];
            rest.Clear();
            text[position..].CopyTo(rest);
            seen |= ScanBlock(ref MemoryMarshal.GetReference(rest), position, ref state);
        }
        bool hasNonAscii = seen.ExtractMostSignificantBits() != 0;
        if (!state.IsBad(text.Length))
        {
            return new CsvScanResult(CsvProblem.None, state.RowCount, state.HasCarriageReturns, hasNonAscii);
        }
        CsvScanResult result = CsvDiagnosis.Find(text, fieldCount) with { HasNonAscii = hasNonAscii };
        // A false alarm would be harmless but slow, and nothing else would tell.
        Debug.Assert(result.Problem != CsvProblem.None, "The scan and the diagnosis disagree.");
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> ScanBlock(ref byte block, int position, ref ScanState state)
    {
        Vector256<byte> low = Vector256.LoadUnsafe(ref block);
        Vector256<byte> high = Vector256.LoadUnsafe(ref block, (nuint)Vector256<byte>.Count);
        ulong commas = Mask(low, high, CsvDialect.Comma);
        ulong lineFeeds = Mask(low, high, CsvDialect.LineFeed);
        ulong quotes = Mask(low, high, CsvDialect.Quote);
        ulong carriageReturns = Mask(low, high, CsvDialect.CarriageReturn);
        if ((quotes | carriageReturns | state.Carried) != 0)
        {
            state.TakeQuotes(quotes, carriageReturns, ref commas, ref lineFeeds);
        }
        else
        {
            state.TakePlain(commas | lineFeeds);
        }
        state.CountFields(commas, lineFeeds, position);
        return low | high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        Vector256<byte> values = Vector256.Create(value);
        return Vector256.Equals(low, values).ExtractMostSignificantBits()
            | ((ulong)Vector256.Equals(high, values).ExtractMostSignificantBits() << 32);
    }

    /// <summary>What one block hands to the next.</summary>
    private struct ScanState(int commasPerRow)
    {
        private readonly int _commasPerRow = commasPerRow;
        private int _commas;
        private int _badRows;
        private int _rowStart;
        private ulong _badBits;

        /// <summary>All ones within quotes, else zero.</summary>
        private ulong _inside;

        /// <summary>1 when a quote may open in the next byte.</summary>
        private ulong _mayOpen = 1;

        /// <summary>1 when the last byte was a closing quote.</summary>
        private ulong _closed;

        /// <summary>1 when the last byte was a carriage return outside quotes.</summary>
        private ulong _returned;

        public int RowCount { get; private set; }

        public bool HasCarriageReturns { get; private set; }

        /// <summary>Not zero when the next block depends on this one beyond <see cref="TakePlain"/>.</summary>
        public readonly ulong Carried => _inside | _closed | _returned;

        public readonly bool IsBad(int length) =>
            (_badBits | (uint)_badRows | _inside | _closed | _returned) != 0 || _rowStart != length;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void TakePlain(ulong separators) => _mayOpen = separators >> 63;

        /// <summary>Removes what stands within quotes from the masks, and checks what stands around quotes and carriage returns.</summary>
        public void TakeQuotes(ulong quotes, ulong carriageReturns, ref ulong commas, ref ulong lineFeeds)
        {
            ulong inside = PrefixXor(quotes) ^ _inside;
            ulong opening = quotes & inside;
            ulong closing = quotes & ~inside;
            commas &= ~inside;
            lineFeeds &= ~inside;
            ulong returns = carriageReturns & ~inside;
            // A quote opens a field, or goes on behind a closing one: "" is a quote in a quoted field.
            ulong mayOpen = commas | lineFeeds | closing;
            _badBits |= opening & ~((mayOpen << 1) | _mayOpen);
            _badBits |= ((closing << 1) | _closed) & ~(commas | lineFeeds | opening | returns);
            _badBits |= ((returns << 1) | _returned) & ~lineFeeds;
            HasCarriageReturns |= returns != 0;
            _inside = (ulong)((long)inside >> 63);
            _mayOpen = mayOpen >> 63;
            _closed = closing >> 63;
            _returned = returns >> 63;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void CountFields(ulong commas, ulong lineFeeds, int position)
        {
            while (lineFeeds != 0)
            {
                ulong row = lineFeeds ^ (lineFeeds - 1);
                int next = position + BitOperations.TrailingZeroCount(lineFeeds) + 1;
                _badRows |= (_commas + BitOperations.PopCount(commas & row)) ^ _commasPerRow;
                // Negative when the row is too long: the sign bit is kept, the rest is nobody's business.
                _badRows |= (EventLimits.MaxRowBytes - (next - _rowStart)) & int.MinValue;
                _rowStart = next;
                _commas = 0;
                commas &= ~row;
                lineFeeds &= lineFeeds - 1;
                RowCount++;
            }
            _commas += BitOperations.PopCount(commas);
        }

        private static ulong PrefixXor(ulong bits)
        {
            bits ^= bits << 1;
            bits ^= bits << 2;
            bits ^= bits << 4;
            bits ^= bits << 8;
            bits ^= bits << 16;
            bits ^= bits << 32;
            return bits;
        }
    }
}
