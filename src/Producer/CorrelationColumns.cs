namespace ModelData.Producer;

/// <summary>
/// Which rows have the eight columns <c>$aml_*</c> of the later releases of the Azure Machine Learning SDK, behind their features: see docs/collecting.md.
/// </summary>
public enum CorrelationColumns
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Those of <c>inputs</c>, as there.</summary>
    Reference,

    /// <summary>Those of all collectors, so that rows of one context can be joined on them.</summary>
    Extended,
}
