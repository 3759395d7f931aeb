namespace ModelData.Producer;

/// <summary>
/// Makes a partial class, record or struct a row: a source generator writes <see cref="IModelDataRow{TSelf}"/> for it. Each public property
/// that can be read is a
/// feature, those of base types first, in the order of declaration; <see cref="FeatureAttribute"/> names, orders or leaves out. An object in a
/// property is spread: its
/// features are named <c>Address.City</c>, and are missing values where it is null.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class ModelDataRowAttribute : Attribute;
