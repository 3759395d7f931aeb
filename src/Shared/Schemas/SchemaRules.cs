using System.Text;

namespace ModelData;

/// <summary>What makes columns a schema.</summary>
internal static class SchemaRules
{
    /// <summary>What is wrong, for a person; null when nothing is. Columns are counted from 1, system columns included.</summary>
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
            FeatureColumn column =
                i == SystemColumns.CorrelationIdIndex ? columns[i] with { Redaction = null } : columns[i];
            if (column != SystemColumns.All[i])
            {
                return $"Column {i + 1} must be {SystemColumns.All[i].Name} of type {SystemColumns.All[i].Type}.";
            }
        }
        Dictionary<string, int> names = new(columns.Length, StringComparer.Ordinal);
        for (int i = 0; i < columns.Length; i++)
        {
            if (NameProblem(columns[i].Name) is { } problem)
            {
                return $"The name of column {i + 1}{(string.IsNullOrEmpty(columns[i].Name) ? "" : $", {Shown.Text(columns[i].Name)},")} {problem}.";
            }
            if (!Enum.IsDefined(columns[i].Type))
            {
                return $"The type of column {Shown.Text(columns[i].Name)} is not one of {nameof(FeatureType)}.";
            }
            if (MarkProblem(columns[i]) is { } mark)
            {
                return $"Column {Shown.Text(columns[i].Name)} {mark}.";
            }
            if (!names.TryAdd(columns[i].Name, i))
            {
                return $"Column {i + 1} has the name of an earlier column, {names[columns[i].Name] + 1}: {Shown.Text(columns[i].Name)} stands twice.";
            }
        }
        return null;
    }

    /// <summary>What is wrong with the key of redacted columns, for a person; null when nothing is.</summary>
    public static string? KeyProblem(ReadOnlySpan<FeatureColumn> columns, string? keyId)
    {
        bool isHashed = false;
        foreach (ref readonly FeatureColumn column in columns)
        {
            isHashed |= column.Redaction == RedactionMethod.Hash;
        }
        return isHashed && keyId is null ? "A column is hashed: then the schema names the id of the key."
            : !isHashed && keyId is not null ? "No column is hashed: then the schema names no key."
            : keyId is not null && !RowRedaction.IsKeyId(keyId)
                ? $"The id of the key is {Shown.Text(keyId)}; it has 1 to {RowRedaction.MaxKeyIdLength} characters of A-Z, a-z, 0-9, '.', '_' and '-'."
            : null;
    }

    /// <summary>Why an event cannot say which of its columns are redacted, for a person; null when it can. None may be left unsaid.</summary>
    public static string? RoomProblem(ReadOnlySpan<FeatureColumn> columns) =>
        RedactionMarks.Write(columns) is { Length: > EventLimits.MaxAttributeLength }
            ? $"Which columns are redacted takes more than the {EventLimits.MaxAttributeLength} characters of an attribute: let redacted columns "
                + "stand side by side."
            : null;

    /// <summary>Whether a text can be the name of a column.</summary>
    public static bool IsColumnName(string name) => NameProblem(name) is null;

    private static string? MarkProblem(in FeatureColumn column) =>
        column.IsUntyped && (column.Type != FeatureType.Double || column.Exact is not null)
            ? $"has no known type: then it is of type {FeatureType.Double}, and of no exact one"
        : column.Exact is { } exact && (!exact.IsLegal || exact.Type != column.Type)
            ? $"of type {column.Type} cannot be {exact.Kind} with {exact.Precision} digits, {exact.Scale} of them behind the point"
        : column.Redaction is { } method && !RedactionMarks.IsMark(method)
            ? $"cannot be redacted by {method}: one that is dropped is left out of the schema"
        : column.Redaction is not null && (column.Type != FeatureType.String || column.Exact is not null)
            ? $"is redacted: then it is of type {FeatureType.String}, and of no exact one"
        : null;

    private static string? NameProblem(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "is empty";
        }
        int length = Encoding.UTF8.GetByteCount(name);
        if (length > EventLimits.MaxColumnNameBytes)
        {
            return $"has {length} bytes of UTF-8; at most {EventLimits.MaxColumnNameBytes} are legal";
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
