using System.Text;

namespace ModelData.LocalEventHubs.Broker;

[Trait("Level", "Unit")]
public sealed class PartitionKeyHashTests
{
    // Computed with the mapper of the JavaScript SDK.
    [Theory]
    [InlineData("", 0, 0, 0, 0)]
    [InlineData("a", -16220, 0, 4, 28)]
    [InlineData("test", -12036, 0, 4, 4)]
    [InlineData("model-a", -7291, 3, 3, 27)]
    [InlineData("abcdefghijkl", -2373, 1, 5, 5)]
    [InlineData("abcdefghijklm", -31855, 3, 7, 15)]
    [InlineData("0123456789abcdef01234567", -26328, 0, 0, 24)]
    [InlineData("schlüssel", 7220, 0, 4, 20)]
    [InlineData("モデル", 17345, 1, 1, 1)]
    [InlineData("model/resnet50/v3/feature-drift", -8347, 3, 3, 27)]
    public void Compute_KnownKeys_EqualTheService(string key, short hash, int of4, int of8, int of32)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(key);

        Assert.Equal(hash, PartitionKeyHash.Compute(bytes));
        Assert.Equal(of4, PartitionKeyHash.GetPartition(bytes, 4));
        Assert.Equal(of8, PartitionKeyHash.GetPartition(bytes, 8));
        Assert.Equal(of32, PartitionKeyHash.GetPartition(bytes, 32));
    }
}
