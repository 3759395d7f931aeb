namespace ModelData.LocalEventHubs.Authorization;

[Trait("Level", "Unit")]
public sealed class EntityPathTests
{
    [Theory]
    [InlineData("sb://localhost/hub", "hub")]
    [InlineData("sb://127.0.0.1:5672/hub/Partitions/0", "hub/Partitions/0")]
    [InlineData(
        "amqps://ns.servicebus.windows.net/hub/ConsumerGroups/%24Default/Partitions/1",
        "hub/ConsumerGroups/$Default/Partitions/1"
    )]
    [InlineData("sb://localhost", "")]
    [InlineData("sb://localhost/", "")]
    [InlineData("hub/Partitions/0", "hub/Partitions/0")]
    public void From_EveryForm_IsThePath(string audience, string path) => Assert.Equal(path, EntityPath.From(audience));

    [Fact]
    public void From_Endless_IsRefused() => Assert.Null(EntityPath.From(new string('a', 5000)));

    [Theory]
    [InlineData("hub", "hub", true)]
    [InlineData("HUB/Partitions/0", "hub", true)]
    [InlineData("hub2", "hub", false)]
    [InlineData("hub", "hub/Partitions/0", false)]
    [InlineData("anything", "", true)]
    public void IsWithin_Scopes_AreWholeSegments(string path, string scope, bool expected) =>
        Assert.Equal(expected, EntityPath.IsWithin(path, scope));
}
