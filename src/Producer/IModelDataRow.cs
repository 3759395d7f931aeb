namespace ModelData.Producer;

/// <summary>
/// A type whose values are rows: tells the features and writes their values, without reflection. Written by a source generator for types with
/// <see cref="ModelDataRowAttribute"/>; by hand where that is not wanted.
/// </summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IModelDataRow<TSelf>
    where TSelf : IModelDataRow<TSelf>
{
    /// <summary>The features in order, with their types: these are declared, so a row never changes them. Asked for when a collector is made.</summary>
    static abstract IReadOnlyList<FeatureColumn> Features { get; }

    /// <summary>Adds the value of each feature, in their order. An exception costs the row, and nothing else.</summary>
    /// <param name="row">The row; not null.</param>
    /// <param name="builder">Takes the values. Not to be collected here.</param>
    static abstract void Write(in TSelf row, ref RowBuilder builder);
}
