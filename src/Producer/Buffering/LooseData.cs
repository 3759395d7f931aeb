using System.Collections;
using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Buffering;

/// <summary>Takes data whose shape is only known when it comes: a scalar, a list of scalars, or a list of such lists.</summary>
internal static class LooseData
{
    public static void Take(RowIntake intake, object? data, in RowStamp stamp)
    {
        switch (data)
        {
            case byte[] or Stream:
                intake.Refuse(data.GetType(), 1);
                break;
            case Array { Rank: > 2 } array:
                RefuseDimensions(intake, array.Rank);
                break;
            case Array { Rank: 2 } table:
                TakeTable(intake, table, stamp);
                break;
            case string or null:
                TakeRow(intake, [data], stamp);
                break;
            case IEnumerable list:
                TakeList(intake, list, stamp);
                break;
            default:
                TakeRow(intake, [data], stamp);
                break;
        }
    }

    private static void TakeList(RowIntake intake, IEnumerable list, in RowStamp stamp)
    {
        List<object?> items = [];
        bool hasRows = false;
        foreach (object? item in list)
        {
            items.Add(item);
            hasRows |= IsList(item);
        }
        if (!hasRows)
        {
            TakeRow(intake, items, stamp);
            return;
        }
        foreach (object? row in items)
        {
            if (row is byte[] or Stream)
            {
                intake.Refuse(row.GetType(), 1);
            }
            else if (row is Array { Rank: > 1 } array)
            {
                RefuseDimensions(intake, array.Rank + 1);
            }
            else
            {
                TakeInnerRow(intake, row, stamp);
            }
        }
    }

    private static void TakeInnerRow(RowIntake intake, object? row, in RowStamp stamp)
    {
        List<object?> values = [];
        foreach (object? value in IsList(row) ? (IEnumerable)row! : new[] { row })
        {
            if (IsList(value))
            {
                RefuseDimensions(intake, 3);
                return;
            }
            values.Add(value);
        }
        TakeRow(intake, values, stamp);
    }

    private static void TakeTable(RowIntake intake, Array table, in RowStamp stamp)
    {
        if (table is byte[,])
        {
            intake.Refuse(typeof(byte[]), table.GetLength(0));
            return;
        }
        for (int row = 0; row < table.GetLength(0); row++)
        {
            List<object?> values = [];
            for (int column = 0; column < table.GetLength(1); column++)
            {
                values.Add(table.GetValue(row, column));
            }
            TakeRow(intake, values, stamp);
        }
    }

    private static void TakeRow(RowIntake intake, List<object?> values, in RowStamp stamp) =>
        intake.Take<object?>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values), values.Count, stamp);

    private static bool IsList(object? item) => item is IEnumerable and not string;

    private static void RefuseDimensions(RowIntake intake, int dimensions) =>
        intake.Refuse(
            RefusalReason.Dimensions,
            1,
            $"data has {dimensions} dimensions; rows, or rows of rows, are collected."
        );
}
