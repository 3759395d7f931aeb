namespace ModelData;

/// <summary>What the letter of a type cannot say of values.</summary>
public enum ExactTypeKind
{
    /// <summary>Unsigned 64-bit integers. The type is <see cref="FeatureType.Double"/>.</summary>
    UInt64 = 0,

    /// <summary>Decimals. The type is <see cref="FeatureType.Double"/>.</summary>
    Decimal,

    /// <summary>Days, <c>yyyy-MM-dd</c>. The type is <see cref="FeatureType.String"/>.</summary>
    Date,

    /// <summary>Times of a day, <c>HH:mm:ss</c> with up to six digits of a second behind it. The type is <see cref="FeatureType.String"/>.</summary>
    Time,

    /// <summary>UUIDs, in D format and lower case. The type is <see cref="FeatureType.String"/>.</summary>
    Uuid,
}
