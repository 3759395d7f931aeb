using System.Text;

namespace ModelData;

/// <summary>What makes columns a schema.</summary>
internal static class SchemaRules
{
    /// <summary>What is wrong, for a person and without names; null when nothing is.</summary>
    public static string? Problem(ReadOnlySpan<FeatureColumn> columns)
    {
        if (columns.Length > EventLimits.MaxColumns)
        {
            return $"There are {columns.Length} columns; at most {EventLimits.MaxColumns} are legal.";
        }
        if (columns.Length <= SystemColumns.Count)
        {
            return "There must be at least one feature behind the system columns.";
        }
        for (int i = 0; i < SystemColumns.Count; i++)
        {
            if (columns[i] != SystemColumns.All[i])
            {
                return $"Column {i + 1} must be {SystemColumns.All[i].Name} of type {SystemColumns.All[i].Type}.";
            }
        }
        HashSet<string> names = new(columns.Length, StringComparer.Ordinal);
        for (int i = 0; i < columns.Length; i++)
        {
            if (NameProblem(columns[i].Name) is { } problem)
            {
                return $"The name of column {i + 1} {problem}.";
            }
            if (!Enum.IsDefined(columns[i].Type))
            {
                return $"The type of column {i + 1} is not one of {nameof(FeatureType)}.";
            }
            if (!names.Add(columns[i].Name))
            {
                return $"Column {i + 1} has the name of an earlier column.";
            }
        }
        return null;
    }

    private static string? NameProblem(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "is empty";
        }
        if (
            name.Length > EventLimits.MaxColumnNameBytes
            || Encoding.UTF8.GetByteCount(name) > EventLimits.MaxColumnNameBytes
        )
        {
            return $"is longer than {EventLimits.MaxColumnNameBytes} bytes of UTF-8";
        }
        foreach (char c in name)
        {
            if (char.IsControl(c))
            {
                return "holds a control character";
            }
        }
        return PathSegment.HasLoneSurrogate(name) ? "is not valid UTF-16" : null;
    }
}
