using System.Diagnostics.CodeAnalysis;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Buffering;

/// <summary>Takes objects as rows of their properties. Never throws.</summary>
internal static class ObjectRows
{
    /// <summary>Takes rows one by one; what is a row or a value by itself is taken as that.</summary>
    [RequiresUnreferencedCode(ModelDataObjectExtensions.Reflects)]
    public static CollectionContext Take(RowIntake intake, IEnumerable<object?> rows, RowStamp stamp)
    {
        try
        {
            int limit = rows.TryGetNonEnumeratedCount(out _) ? int.MaxValue : LooseData.MaxSequenceRows;
            int count = 0;
            foreach (object? row in rows)
            {
                if (count++ == limit)
                {
                    intake.RefuseEndless(limit);
                    return stamp.Context;
                }
                Take(intake, row, ref stamp);
                stamp.Place++;
            }
            if (count == 0)
            {
                intake.Refuse(RefusalReason.Empty, 1, "there are no rows.");
            }
        }
#pragma warning disable CA1031 // A sequence may throw whatever it likes; scoring does not pay for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            intake.RefuseUnread(exception);
        }
        return stamp.Context;
    }

    [RequiresUnreferencedCode(ModelDataObjectExtensions.Reflects)]
    private static void Take(RowIntake intake, object? row, ref RowStamp stamp)
    {
        try
        {
            if (row is null)
            {
                intake.Refuse(RefusalReason.Empty, 1, "a row among rows is null.");
            }
            else if (ObjectShape.IsRow(row))
            {
                NamedRows.Take(intake, ObjectShape.Of(row.GetType()).Read(row), ref stamp);
            }
            else
            {
                LooseData.Take(intake, row, ref stamp);
            }
        }
#pragma warning disable CA1031 // So may a property; the other rows do not pay for it either.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            intake.RefuseUnread(exception.InnerException ?? exception);
        }
    }
}
