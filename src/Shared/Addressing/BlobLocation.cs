namespace ModelData;

/// <summary>What the name of a blob says about it.</summary>
/// <param name="Address">The address its folder belongs to.</param>
/// <param name="Day">The UTC day its folder belongs to.</param>
/// <param name="FileName">The rest of the name, for example <c>data.csv</c>; may be a file of somebody else.</param>
public sealed record BlobLocation(CollectionAddress Address, DateOnly Day, string FileName);
