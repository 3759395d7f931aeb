using System.Text;

namespace ModelData.Producer.Analyzers.Rows;

/// <summary>What the settings of a feature must be: the name of a column, and digits that a declared decimal can have.</summary>
internal static class FeatureRule
{
    private const int MaxNameBytes = 256;
    private const int MaxPrecision = 28;

    private static readonly string[] SystemColumns = ["$Timestamp", "$CorrelationId", "$RequestId"];

    /// <summary>What is wrong, and what to do; null when nothing is.</summary>
    public static string? ProblemOf(RowProperty property)
    {
        string name = property.Name;
        FeatureSettings settings = property.Settings;
        if (settings.Name?.Length == 0 || name.Any(char.IsControl) || Encoding.UTF8.GetByteCount(name) > MaxNameBytes)
        {
            return $"a name has 1 to {MaxNameBytes} bytes and no control characters; give it another one";
        }
        if (SystemColumns.Contains(name))
        {
            return $"\"{name}\" is a column that every row has; give it another name";
        }
        if (settings is { Precision: 0, Scale: 0 })
        {
            return null;
        }
        return property.Scalar is not { IsDecimal: true }
                ? "Precision and Scale are settings of decimals; leave them out, or make the property a decimal"
            : settings.Precision is < 1 or > MaxPrecision || settings.Scale < 0 || settings.Scale > settings.Precision
                ? $"Precision is 1 to {MaxPrecision}, and Scale 0 to Precision; here they are {settings.Precision} and {settings.Scale}"
            : null;
    }
}
