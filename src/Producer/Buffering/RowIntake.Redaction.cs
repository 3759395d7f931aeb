using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Buffering;

internal sealed partial class RowIntake
{
    /// <summary>Redacts rows, and puts what has become of them into records: as many as they need then.</summary>
    private void PutRedacted(
        ValueKind kind,
        ReadOnlySpan<byte> values,
        int first,
        int rows,
        int width,
        in RowStamp stamp,
        bool isSampled
    )
    {
        Span<char> buffer = stackalloc char[RowRedaction.HashLength];
        ReadOnlySpan<char> correlation = redactor!.Redact(stamp.Context.CorrelationId, buffer);
        int kept = redactor.Columns.WidthOf(width);
        if (kept == 0)
        {
            Refuse(
                RefusalReason.Redaction,
                rows,
                "redaction drops all columns: mask one of them, or switch the collector off."
            );
            return;
        }
        if (width < redactor.Columns.LeastWidth && redactor.IsFirstNarrowRow())
        {
            state.SayMissing(string.Join(", ", redactor.Columns.Behind(width).Select(state.Features.Name)));
        }
        RowScratch scratch = RowScratch.Rent();
        int limit = RecordBytes(stamp);
        int inScratch = 0;
        for (int row = 0; row < rows; row++)
        {
            int start = scratch.Length;
            redactor.Redact(kind, ref values, width, scratch);
            if (scratch.Length > limit && inScratch > 0)
            {
                PutRecord(
                    ValueKind.Mixed,
                    scratch.Bytes[..start],
                    first + row - inScratch,
                    inScratch,
                    kept,
                    stamp,
                    correlation,
                    isSampled
                );
                scratch.RemoveBefore(start);
                inScratch = 0;
            }
            inScratch++;
        }
        PutRecord(
            ValueKind.Mixed,
            scratch.Bytes,
            first + rows - inScratch,
            inScratch,
            kept,
            stamp,
            correlation,
            isSampled
        );
        scratch.Return();
    }
}
