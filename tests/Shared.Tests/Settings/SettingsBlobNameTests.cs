namespace ModelData.Tests.Settings;

[Trait("Level", "Unit")]
public sealed class SettingsBlobNameTests
{
    [Fact]
    public void BlobName_Names_AreEscapedAsInTheLayout()
    {
        CollectionAddress address = new("s", "my group", "_w", "fraud/v2", "m", "1", "inputs");
        Assert.Equal("s/my~20group/~5Fw/fraud~2Fv2.json", ServiceSettings.BlobName(address));
        Assert.Equal("default/default/default/default.json", Name("default", "default", "default", "default"));
        Assert.StartsWith(ServiceSettings.BlobName(address)[..^".json".Length] + "/", address.Path);
    }

    [Theory]
    [InlineData("a", "b", "c", "d")]
    [InlineData("..", "a/b", "模型", "svc.json")]
    [InlineData("con", ".", "~", "a.")]
    public void TryParseBlobName_WhatWasMade_GivesTheNames(string first, string second, string third, string fourth)
    {
        Assert.True(
            ServiceSettings.TryParseBlobName(
                Name(first, second, third, fourth),
                out string? subscription,
                out string? resourceGroup,
                out string? workspace,
                out string? webService
            )
        );
        Assert.Equal((first, second, third, fourth), (subscription, resourceGroup, workspace, webService));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b/c/d")]
    [InlineData("a/b/c/.json")]
    [InlineData("a/b/c.json")]
    [InlineData("a/b/c/d/e.json")]
    [InlineData("a/b/c/d.JSON")]
    [InlineData("a/b c/d/e.json")]
    [InlineData("a/b/~63/e.json")]
    [InlineData("/b/c/d.json")]
    public void TryParseBlobName_SomethingElse_IsRefused(string name)
    {
        Assert.False(ServiceSettings.TryParseBlobName(name, out string? first, out _, out _, out string? last));
        Assert.Null(first);
        Assert.Null(last);
    }

    [Fact]
    public void BlobName_NamesBeyondTheRulesOfAddresses_AreRefused()
    {
        string tooLong = new('x', 129);
        Assert.Throws<ArgumentException>(() => Name("", "b", "c", "d"));
        Assert.Throws<ArgumentException>(() => Name("a", "b", "c", null!));
        Assert.Contains("webservice", Assert.Throws<ArgumentException>(() => Name("a", "b", "c", tooLong)).Message);
        Assert.Throws<ArgumentException>(() => Name("a", "\uD800", "c", "d"));
        string wide = string.Concat(Enumerable.Repeat("模", 42));
        Assert.Throws<ArgumentException>(() => Name(wide, wide, wide, wide));
        Assert.False(ServiceSettings.TryParseBlobName($"a/b/c/{tooLong}.json", out _, out _, out _, out _));
    }

    private static string Name(string subscription, string resourceGroup, string workspace, string webService) =>
        ServiceSettings.BlobName(subscription, resourceGroup, workspace, webService);
}
