namespace ModelData.Tests.Settings;

[Trait("Level", "Unit")]
public sealed class SettingsContainerTests
{
    private const string Sas = "sv=2024-11-04&sr=c&sp=r&sig=a%2Bsecret%3D";

    [Theory]
    [InlineData("https://account.blob.core.windows.net/modeldata-settings", false)]
    [InlineData("https://account.blob.core.windows.net/modeldata-settings/", false)]
    [InlineData(" https://account.blob.core.windows.net/modeldata-settings\n", false)]
    [InlineData($"https://account.blob.core.windows.net/modeldata-settings?{Sas}", true)]
    [InlineData($"https://account.blob.core.windows.net/modeldata-settings/?{Sas}", true)]
    public void TryParse_AContainer_IsShownWithoutItsSignature(string text, bool hasSas)
    {
        Assert.True(SettingsContainer.TryParse(text, out SettingsContainer? container, out string? problem), problem);
        Assert.Equal(hasSas, container.HasSas);
        Assert.Equal("https://account.blob.core.windows.net/modeldata-settings", container.ToString());
        Uri blob = container.UriOf("s/my~20group/w/svc.json");
        Assert.Equal($"/modeldata-settings/s/my~20group/w/svc.json{(hasSas ? "?" + Sas : "")}", blob.PathAndQuery);
    }

    [Theory]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1/modeldata-settings")]
    [InlineData("http://localhost:10000/devstoreaccount1/modeldata-settings")]
    [InlineData("http://[::1]:10000/devstoreaccount1/modeldata-settings")]
    public void TryParse_PlainHttpToThisMachine_IsTaken(string text) =>
        Assert.True(SettingsContainer.TryParse(text, out _, out string? problem), problem);

    [Theory]
    [InlineData(null, "is no URI")]
    [InlineData("", "is no URI")]
    [InlineData("secret", "is no URI")]
    [InlineData($"sv=1&sig=secret", "is no URI")]
    [InlineData("DefaultEndpointsProtocol=https;AccountKey=secret", "is no URI")]
    [InlineData("http://account.blob.core.windows.net/modeldata-settings?sig=secret", "is not https")]
    [InlineData("file:///secret/modeldata-settings", "is not https")]
    [InlineData("https://user:secret@account/modeldata-settings", "has a user or a fragment")]
    [InlineData("https://account/modeldata-settings#secret", "has a user or a fragment")]
    [InlineData("https://account/?sig=secret", "must name the container and nothing in it")]
    [InlineData("https://account/modeldata-settings/a/secret.json", "must name the container and nothing in it")]
    [InlineData("https://account/modeldata-settings?restype=secret", "has no sig")]
    [InlineData("https://account/modeldata-settings?secret&sig=", "has no sig")]
    public void TryParse_SomethingElse_IsRefusedAndNotShown(string? text, string problem)
    {
        Assert.False(SettingsContainer.TryParse(text, out SettingsContainer? container, out string? said));
        Assert.Null(container);
        Assert.Contains(problem, said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
    }
}
