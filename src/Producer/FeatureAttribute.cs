namespace ModelData.Producer;

/// <summary>How a property becomes a feature of rows, where not by its own name: see <see cref="ModelDataRowAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FeatureAttribute : Attribute
{
    /// <summary>Leaves the name as it is.</summary>
    public FeatureAttribute() { }

    /// <summary>Names the feature.</summary>
    /// <param name="name">The name of the column. Of a nested object, what stands before the dot.</param>
    public FeatureAttribute(string name) => Name = name;

    /// <summary>The name of the column. Default: that of the property.</summary>
    public string? Name { get; set; }

    /// <summary>Where the feature stands: lower ones first, those that are equal in the order of declaration. Default: 0.</summary>
    public int Order { get; set; }

    /// <summary>Whether the property is no feature. Default: no.</summary>
    public bool Ignore { get; set; }

    /// <summary>
    /// Of a decimal in a typed row: the most digits, 1 to 28. Parquet files then have it as a number and not as text, and a row with a value that does not
    /// fit is dropped and counted. Default: 0, any number of digits.
    /// </summary>
    public int Precision { get; set; }

    /// <summary>With <see cref="Precision"/>: how many of the digits are behind the point. Default: 0.</summary>
    public int Scale { get; set; }
}
