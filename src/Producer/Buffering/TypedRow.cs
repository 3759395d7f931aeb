using System.Runtime.InteropServices;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Buffering;

/// <summary>Takes rows that write themselves. Never throws: what a row throws costs that row.</summary>
internal static class TypedRow
{
    /// <summary>Takes a row.</summary>
    public static CollectionContext Take<T>(RowIntake intake, in T row, RowStamp stamp)
        where T : IModelDataRow<T>
    {
        TakeOne(intake, row, ref stamp);
        return stamp.Context;
    }

    private static void TakeOne<T>(RowIntake intake, in T row, ref RowStamp stamp)
        where T : IModelDataRow<T>
    {
        try
        {
            // Of a struct the question alone may be a box.
            if (!typeof(T).IsValueType && row is null)
            {
                intake.Refuse(RefusalReason.Empty, 1, $"a row of type {typeof(T)} is null.");
                return;
            }
            RowBuilder builder = new(intake, stamp);
            T.Write(row, ref builder);
            stamp.FollowSample(builder.Collect());
        }
#pragma warning disable CA1031 // A property may throw whatever it likes; scoring does not pay for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            intake.RefuseUnread(exception);
        }
    }

    /// <summary>Takes rows.</summary>
    public static CollectionContext TakeAll<T>(RowIntake intake, ReadOnlySpan<T> rows, RowStamp stamp)
        where T : IModelDataRow<T>
    {
        if (rows.IsEmpty)
        {
            intake.Refuse(RefusalReason.Empty, 1, "there are no rows.");
        }
        foreach (ref readonly T row in rows)
        {
            TakeOne(intake, row, ref stamp);
            stamp.Place++;
        }
        return stamp.Context;
    }

    /// <summary>Takes rows one by one, each before the next is asked for.</summary>
    public static CollectionContext TakeAll<T>(RowIntake intake, IEnumerable<T> rows, RowStamp stamp)
        where T : IModelDataRow<T>
    {
        if (rows is T[] array)
        {
            return TakeAll<T>(intake, array, stamp);
        }
        if (rows is List<T> list)
        {
            return TakeAll<T>(intake, CollectionsMarshal.AsSpan(list), stamp);
        }
        try
        {
            int limit = rows is IReadOnlyCollection<T> or ICollection<T> ? int.MaxValue : LooseData.MaxSequenceRows;
            int count = 0;
            foreach (T row in rows ?? [])
            {
                if (count == limit)
                {
                    intake.RefuseEndless(limit);
                    return stamp.Context;
                }
                count++;
                TakeOne(intake, row, ref stamp);
                stamp.Place++;
            }
            if (count == 0)
            {
                intake.Refuse(RefusalReason.Empty, 1, "there are no rows.");
            }
        }
#pragma warning disable CA1031 // A sequence may throw whatever it likes, too.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            intake.RefuseUnread(exception);
        }
        return stamp.Context;
    }
}
