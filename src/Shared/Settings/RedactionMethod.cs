namespace ModelData;

/// <summary>What becomes of a column's values before they leave the process, from the weakest to the strongest.</summary>
public enum RedactionMethod
{
    /// <summary>A keyed hash takes the place of each value: equal values stay equal, and whoever has the key can guess.</summary>
    Hash,

    /// <summary><c>***</c> takes the place of each value.</summary>
    Mask,

    /// <summary>The column is left out; <c>$CorrelationId</c>, which every row has, is left empty.</summary>
    Drop,
}
