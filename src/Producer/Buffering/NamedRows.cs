using System.Data;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>
/// Takes rows whose values have names: each goes under the feature of its name. Where a collector was given no names, those of its first row are the
/// features, in the order of that row.
/// </summary>
internal static class NamedRows
{
    /// <summary>Takes a row.</summary>
    public static void Take(RowIntake intake, object row, ref RowStamp stamp)
    {
        List<KeyValuePair<string, object?>> values = [];
        if (!NamedRow.TryRead(row, values))
        {
            intake.RefuseValue(row, 1);
            return;
        }
        Take(intake, values, ref stamp);
    }

    /// <summary>Takes a row.</summary>
    public static void Take(RowIntake intake, List<KeyValuePair<string, object?>> values, ref RowStamp stamp)
    {
        // Twice where another thread names the features meanwhile.
        while (!TryTake(intake, values, ref stamp)) { }
    }

    /// <summary>Takes the rows of a table or a reader, each before the next is asked for.</summary>
    public static void TakeAll(RowIntake intake, object table, ref RowStamp stamp)
    {
        if (table is DataTable { Rows: var rows })
        {
            foreach (DataRow row in rows)
            {
                // A row that was deleted has no values any more, and is none.
                if (row.RowState != DataRowState.Deleted)
                {
                    TakeOne(intake, row, ref stamp);
                    stamp.Place++;
                }
            }
            return;
        }
        IDataReader reader = (IDataReader)table;
        for (int count = 0; reader.Read(); count++)
        {
            if (count == LooseData.MaxSequenceRows)
            {
                intake.RefuseEndless(LooseData.MaxSequenceRows);
                return;
            }
            TakeOne(intake, reader, ref stamp);
            stamp.Place++;
        }
    }

    private static void TakeOne(RowIntake intake, object row, ref RowStamp stamp)
    {
        try
        {
            Take(intake, row, ref stamp);
        }
#pragma warning disable CA1031 // A column may throw whatever it likes; the other rows do not pay for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            intake.RefuseUnread(exception);
        }
    }

    private static bool TryTake(RowIntake intake, List<KeyValuePair<string, object?>> values, ref RowStamp stamp)
    {
        FeatureNames features = intake.State.Features;
        if (values.Count == 0)
        {
            intake.Refuse(RefusalReason.Empty, 1, "a row has no values.");
            return true;
        }
        if (features.Count > 0)
        {
            if (TryOrder(intake, features, values) is { } ordered)
            {
                intake.TakeNamed(ordered, null, ref stamp);
            }
            return true;
        }
        if (intake.State.Width > 0)
        {
            intake.Refuse(
                RefusalReason.Shape,
                1,
                "a row has names, but those of the features are not known, and rows before it had none: give the collector feature names."
            );
            return true;
        }
        string[] names = [.. values.Select(each => each.Key)];
        try
        {
            return intake.TakeNamed([.. values.Select(each => each.Value)], names, ref stamp);
        }
        catch (ArgumentException exception)
        {
            intake.Refuse(
                RefusalReason.Shape,
                1,
                $"the names of a row cannot be those of features. {exception.Message}"
            );
            return true;
        }
    }

    /// <summary>The values in the order of the features; those that the row has not are missing.</summary>
    private static object?[]? TryOrder(
        RowIntake intake,
        FeatureNames features,
        List<KeyValuePair<string, object?>> values
    )
    {
        object?[] ordered = new object?[features.Count];
        bool[] isKnown = new bool[features.Count];
        foreach ((string name, object? value) in values)
        {
            int index = features.IndexOf(name);
            if (index < 0 || isKnown[index])
            {
                string fault = index < 0 ? "which is no feature" : "twice";
                intake.Refuse(
                    RefusalReason.Shape,
                    1,
                    $"a row names \"{Shown(name)}\" {fault}; the features are {features}: leave it out, or name it as a feature."
                );
                return null;
            }
            isKnown[index] = true;
            ordered[index] = value;
        }
        return ordered;
    }

    // A name comes from the outside, and goes into a log.
    private static string Shown(string name) =>
        string.Concat(name.Take(64).Select(letter => char.IsControl(letter) ? '?' : letter));
}
