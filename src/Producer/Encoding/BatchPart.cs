namespace ModelData.Producer.Encoding;

/// <summary>Consecutive rows of a batch that go into one event: all of them, or fewer when the link does not take so much.</summary>
/// <param name="Start">The first byte, within the rows of the batch.</param>
/// <param name="Length">The bytes.</param>
/// <param name="RowCount">The rows.</param>
internal readonly record struct BatchPart(int Start, int Length, int RowCount)
{
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';

    /// <summary>The rows as CSV.</summary>
    public ReadOnlySpan<byte> Of(ClosedBatch batch) => batch.Rows.Written.Slice(Start, Length);

    /// <summary>Divides two or more rows between rows, as close behind the middle as can be.</summary>
    public (BatchPart First, BatchPart Second) Divide(ClosedBatch batch)
    {
        ReadOnlySpan<byte> rows = Of(batch);
        int end = 0;
        int count = 0;
        bool isQuoted = false;
        while (end < rows.Length / 2 && count < RowCount - 1)
        {
            // A line feed within quotes belongs to a value; a doubled quote opens again what it closed.
            int position = end;
            do
            {
                position += rows[position..].IndexOfAny(Quote, LineFeed) + 1;
                isQuoted ^= rows[position - 1] == Quote;
            } while (isQuoted || rows[position - 1] == Quote);
            end = position;
            count++;
        }
        return (new(Start, end, count), new(Start + end, Length - end, RowCount - count));
    }
}
