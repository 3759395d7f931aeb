namespace ModelData.Architecture;

/// <summary>The tests that share the packed packages: they are packed once.</summary>
[CollectionDefinition(Name)]
public sealed class PackageCollection : ICollectionFixture<PackageFeed>
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "packages";
}
