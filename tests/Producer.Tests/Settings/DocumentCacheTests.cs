using ModelData.Producer.Diagnostics;

namespace ModelData.Producer.Tests.Settings;

/// <summary>The last document in a file, for starts while the container cannot be reached.</summary>
[Trait("Level", "Unit")]
public sealed class DocumentCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("settings").FullName;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_OutOfReach_TheLastCopyHolds(bool isRequired)
    {
        TestProcess first = Process(isRequired);
        first.Storage.Members = "\"enabled\":true";
        await using (ModelDataCollector before = await StartedAsync(first))
        {
            Assert.True(before.IsEnabled);
        }

        TestProcess second = Process(isRequired);
        second.Options.Enabled = null;
        second.Storage.Trouble = () => null;
        await using ModelDataCollector after = await StartedAsync(second);

        Assert.True(after.IsEnabled);
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Start_DocumentIsGone_TheCopyGoesToo()
    {
        TestProcess first = Process();
        first.Storage.Members = "\"enabled\":false";
        await using ModelDataCollector collector = await StartedAsync(first);
        first.Storage.Members = null;
        await Wait.UntilAsync(
            () => collector.IsEnabled,
            "it is gone",
            () => first.Clock.Advance(TimeSpan.FromSeconds(1))
        );

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Start_CopyIsBroken_IsSaidAndOptionsHold()
    {
        TestProcess process = Process();
        await File.WriteAllTextAsync(process.Options.Settings.CacheFile!, "{", TestContext.Current.CancellationToken);
        process.Storage.Trouble = () => null;
        await using ModelDataCollector collector = await StartedAsync(process);

        Assert.True(collector.IsEnabled);
        Assert.Equal(1, process.Log.Count(ProducerEventIds.SettingsDocumentIgnored));
    }

    [Fact]
    public async Task Document_FileCannotBeWritten_IsSaidAndTheDocumentHolds()
    {
        TestProcess process = Process();
        process.Options.Settings.CacheFile = Path.Combine(_folder, "missing", "copy.json");
        process.Storage.Members = "\"enabled\":false";
        await using ModelDataCollector collector = await StartedAsync(process);

        Assert.False(collector.IsEnabled);
        Assert.Equal(1, process.Log.Count(ProducerEventIds.SettingsDocumentIgnored));
    }

    [Fact]
    public async Task Document_OfAnotherService_HasAFileOfItsOwn()
    {
        TestProcess process = Process();
        process.Storage.Members = "\"enabled\":true";
        await using ModelDataCollector one = await StartedAsync(process);
        ModelDataCollector other = new(
            new CollectorDefinition("best_model", "inputs", null, "a/b/c", "shop", null, null),
            process.Options,
            process.ForCollectors
        );
        await Wait.UntilAsync(
            () => Directory.GetFiles(_folder, "*=*").Length == 1,
            "the other one is kept",
            () => process.Clock.Advance(TimeSpan.FromSeconds(1))
        );
        await other.DisposeAsync();

        Assert.Equal(
            ["copy.json", "copy.json.a=b=c=shop.json"],
            Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private TestProcess Process(bool isRequired = false)
    {
        TestProcess process = new();
        process.Options.Settings.Uri = new("https://account.blob.core.windows.net/modeldata-settings?sig=s");
        process.Options.Settings.CacheFile = Path.Combine(_folder, "copy.json");
        process.Options.Settings.Required = isRequired;
        return process;
    }

    private static async Task<ModelDataCollector> StartedAsync(TestProcess process)
    {
        ModelDataCollector collector = process.Collector();
        await Wait.UntilAsync(
            () => !collector.Switched.IsWaiting,
            "the document is known",
            () => process.Clock.Advance(TimeSpan.FromSeconds(1))
        );
        return collector;
    }
}
