using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Tests.Committing;

[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class ColumnOrderTests
{
    private static readonly FeatureSchema Plain = FeatureSchema.ForFeatures([
        new("id", FeatureType.Double),
        new("n", FeatureType.Int32),
    ]);

    [Fact]
    public void Hash_ExactTypes_TellsThemApart()
    {
        Assert.NotEqual(ColumnOrder.Hash(Plain), ColumnOrder.Hash(Exact("uint64")));
        Assert.NotEqual(ColumnOrder.Hash(Exact("decimal")), ColumnOrder.Hash(Exact("uint64")));
        Assert.Equal(ColumnOrder.Hash(Exact("uint64")), ColumnOrder.Hash(Exact("uint64")));
        // As the releases before exact types have it: it stands in the metadata of their files.
        Assert.Equal("e6ea31824884fef3", ColumnOrder.Hash(Plain));
    }

    [Fact]
    public void Map_ExactTypesDiffer_IsThatOfTheLetters()
    {
        var reversed = new FeatureSchema([.. SystemColumns.All, Plain.Columns[4], Plain.Columns[3]]);
        Assert.Equal<int>([0, 1, 2, 4, 3], ColumnOrder.Map(Exact("uint64"), reversed)!);
        Assert.Null(ColumnOrder.Map(Plain, FeatureSchema.ForFeatures([new("id", FeatureType.Double)])));
    }

    private static FeatureSchema Exact(string type)
    {
        Assert.True(ExactType.TryParse(type, out var exact));
        return FeatureSchema.ForFeatures([
            new("id", FeatureType.Double) { Exact = exact },
            new("n", FeatureType.Int32),
        ]);
    }
}
