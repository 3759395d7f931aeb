using System.Text.Json;
using Azure.Storage.Blobs;
using ModelData.Cli.Commands;
using ModelData.Testing;

namespace ModelData.Cli.Tests.Integration;

/// <summary><c>services delete</c>: what is deleted is what was read, and somebody said so.</summary>
[Trait("Level", "Integration")]
public sealed class DeleteServiceTests(AzuriteFixture fixture)
{
    private const string Fraud = "default/default/default/fraud";

    private readonly BlobContainerClient _container = new(
        fixture.Azurite.ConnectionString,
        $"services-{Guid.NewGuid():N}"[..20]
    );

    private BlobClient Blob => _container.GetBlobClient($"{Fraud}.json");

    [Fact]
    public async Task Delete_ADocument_AsksAndSaysWhatHoldsThen()
    {
        await _container.CreateAsync();
        Assert.Equal(0, (await RunAsync("disable", "fraud", "--as", "ann")).Code);
        Assert.Contains("Give --yes", (await RunAsync("delete", "fraud")).Error);
        Assert.Contains("would be (revision 1, by ann)", (await RunAsync("delete", "fraud", "--dry-run")).Out);
        Assert.True(await Blob.ExistsAsync());

        ToolRun run = await RunAsync("delete", "fraud", "--yes");
        Assert.Equal(
            $"{Fraud}: the document is deleted (revision 1, by ann): within 30 s the settings of the apps hold, as where there is no document\n",
            run.Out
        );
        Assert.False(await Blob.ExistsAsync());
        ToolRun again = await RunAsync("delete", "fraud", "--yes");
        Assert.Equal(
            (0, $"{Fraud}: there is no document, and nothing to delete: the settings of the apps hold\n"),
            (again.Code, again.Out)
        );

        await Blob.UploadAsync(BinaryData.FromString("{ nonsense"), overwrite: true);
        using var json = JsonDocument.Parse((await RunAsync("delete", "fraud", "--yes", "--json")).Out);
        Assert.True(json.RootElement.GetProperty("deleted").GetBoolean());
    }

    [Fact]
    public async Task Delete_SomebodyElseWritesMeanwhile_IsNotDeleted()
    {
        await _container.CreateAsync();
        Assert.Equal(0, (await RunAsync("disable", "fraud", "--as", "ann")).Code);
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        using var meanwhile = proxy.Arm(
            request => request.Operation == BlobOperation.DeleteBlob,
            new BlobFault { BeforeForward = _ => RunAsync("diagnostics", "fraud", "on", "--as", "bo") }
        );
        ToolRun run = await RunAsync(proxy.ConnectionString, ["delete", "fraud", "--yes"]);
        Assert.Equal(1, run.Code);
        Assert.Contains("Somebody else wrote", run.Error);
        Assert.Contains("by bo", (await RunAsync("delete", "fraud", "--dry-run")).Out);
    }

    [Theory]
    [InlineData("y\n", true)]
    [InlineData("n\n", false)]
    [InlineData("", false)]
    public async Task Delete_APersonIsThere_IsAsked(string answer, bool isDeleted)
    {
        await _container.CreateAsync();
        Assert.Equal(0, (await RunAsync("disable", "fraud", "--as", "ann")).Code);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CommandContext(output, error, true, _ => null, TimeProvider.System)
        {
            Answers = new StringReader(answer),
        };

        int code = await ModelDataCommand.RunAsync(
            [
                "services",
                "delete",
                "fraud",
                "--state",
                fixture.Azurite.ConnectionString,
                "--settings-container",
                _container.Name,
            ],
            context
        );

        Assert.Equal(isDeleted ? 0 : 1, code);
        Assert.StartsWith(
            $"Delete the document of {Fraud} (revision 1, by ann)? [y/N] ",
            error.ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(!isDeleted, await Blob.ExistsAsync());
    }

    private Task<ToolRun> RunAsync(params string[] args) => RunAsync(fixture.Azurite.ConnectionString, args);

    private Task<ToolRun> RunAsync(string state, string[] args) =>
        ToolRun.StartAsync(["services", .. args, "--state", state, "--settings-container", _container.Name]);
}
