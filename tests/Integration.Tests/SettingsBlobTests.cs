using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>The settings document in a real blob service, by shared access signatures with the rights that its readers and writers have.</summary>
[Trait("Level", "Integration")]
public sealed class SettingsBlobTests(AzuriteFixture fixture) : IDisposable
{
    private const BlobContainerSasPermissions Reading = BlobContainerSasPermissions.Read;
    private const BlobContainerSasPermissions Writing =
        BlobContainerSasPermissions.Read | BlobContainerSasPermissions.Create | BlobContainerSasPermissions.Write;

    private readonly HttpClient _client = new();

    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_Written_IsReadUntilItChanges()
    {
        var container = await fixture.CreateContainerAsync();
        var reader = Open(container, Reading);
        var writer = Open(container, Writing);
        Assert.Equal(new SettingsRead.NotThere("BlobNotFound"), await reader.ReadAsync(null, Ends));

        var first = Assert.IsType<SettingsWrite.Written>(
            await writer.WriteAsync(new ServiceSettings { Enabled = false }, null, "Ann", Ends)
        );
        Assert.Equal(1, first.Revision);
        Assert.Equal(new SettingsRead.Found(first.Settings, first.ETag), await reader.ReadAsync(null, Ends));
        Assert.Equal(new SettingsRead.NotModified(), await reader.ReadAsync(first.ETag, Ends));

        var second = Assert.IsType<SettingsWrite.Written>(
            await writer.WriteAsync(first.Settings with { Enabled = true }, first.ETag, "Bo", Ends)
        );
        Assert.Equal((2, "Bo"), (second.Revision, second.Settings.ChangedBy));
        Assert.Equal(new SettingsRead.Found(second.Settings, second.ETag), await reader.ReadAsync(first.ETag, Ends));
        var properties = (await container.GetBlobClient(writer.Name).GetPropertiesAsync(cancellationToken: Ends)).Value;
        Assert.Equal("application/json", properties.ContentType);
    }

    [Fact]
    public async Task Writers_Two_OneIsToldThatTheOtherWasFaster()
    {
        var container = await fixture.CreateContainerAsync();
        var ann = Open(container, Writing);
        var bo = Open(container, Writing);
        var first = Assert.IsType<SettingsWrite.Written>(
            await ann.WriteAsync(new ServiceSettings(), null, "Ann", Ends)
        );
        Assert.Equal(new SettingsWrite.Changed(), await bo.WriteAsync(new ServiceSettings(), null, "Bo", Ends));

        var next = first.Settings with { Enabled = false };
        SettingsWrite[] writes = await Task.WhenAll(
            ann.WriteAsync(next, first.ETag, "Ann", Ends),
            bo.WriteAsync(next, first.ETag, "Bo", Ends)
        );
        var written = Assert.Single(writes.OfType<SettingsWrite.Written>());
        Assert.Single(writes.OfType<SettingsWrite.Changed>());
        Assert.Equal(new SettingsRead.Found(written.Settings, written.ETag), await bo.ReadAsync(null, Ends));

        // Deleted by somebody: what was read is no longer what is there.
        await container.GetBlobClient(ann.Name).DeleteAsync(cancellationToken: Ends);
        Assert.Equal(new SettingsWrite.Changed(), await ann.WriteAsync(next, written.ETag, "Ann", Ends));
    }

    [Fact]
    public async Task Signature_WithoutARight_IsRefusedAndNotShown()
    {
        var container = await fixture.CreateContainerAsync();
        var reader = Open(container, Reading);
        var write = Assert.IsType<SettingsWrite.Refused>(
            await reader.WriteAsync(new ServiceSettings(), null, "Ann", Ends)
        );
        Assert.Equal((403, "AuthorizationPermissionMismatch"), (write.Status, write.Code));
        Assert.Contains("the right w", write.Problem, StringComparison.Ordinal);
        var read = Assert.IsType<SettingsRead.Refused>(
            await Open(container, BlobContainerSasPermissions.List).ReadAsync(null, Ends)
        );
        Assert.Equal(403, read.Status);
        Assert.DoesNotContain("sig=", $"{write}{read}{reader}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Container_IsMissing_IsSaid()
    {
        var container = await fixture.MissingContainerAsync();
        var sut = Open(container, Writing);
        Assert.Equal(new SettingsRead.NotThere("ContainerNotFound"), await sut.ReadAsync(null, Ends));
        var write = Assert.IsType<SettingsWrite.Refused>(
            await sut.WriteAsync(new ServiceSettings(), null, "Ann", Ends)
        );
        Assert.Equal((404, "ContainerNotFound"), (write.Status, write.Code));
        Assert.Contains("has to be created first", write.Problem, StringComparison.Ordinal);
    }

    public void Dispose() => _client.Dispose();

    private SettingsBlob Open(BlobContainerClient container, BlobContainerSasPermissions rights)
    {
        var uri = container.GenerateSasUri(rights, DateTimeOffset.UtcNow.AddHours(1));
        Assert.True(SettingsContainer.TryParse(uri.AbsoluteUri, out var parsed, out string? problem), problem);
        return new SettingsBlob(parsed, ServiceSettings.BlobName("s", "my group", "w", "svc"), _client);
    }
}
