namespace ModelData;

/// <summary>The type of a column.</summary>
public enum FeatureType
{
    /// <summary>UTF-8 text.</summary>
    String = 0,

    /// <summary>64-bit floating point.</summary>
    Double,

    /// <summary>32-bit floating point.</summary>
    Float,

    /// <summary>64-bit signed integer.</summary>
    Int64,

    /// <summary>32-bit signed integer.</summary>
    Int32,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A UTC time with microseconds, ISO 8601.</summary>
    Timestamp,
}
