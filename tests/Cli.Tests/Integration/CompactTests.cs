using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ModelData.Ingestion.Blobs;
using ModelData.Integration;
using ModelData.Testing;
using Parquet;

namespace ModelData.Cli.Tests.Integration;

/// <summary><c>compact</c>: one file becomes what it would be, or stays what it is; its rows and what it says of itself stay.</summary>
[Trait("Level", "Process")]
public sealed class CompactTests(AzuriteFixture fixture)
{
    private const string File = $"{Pipeline.Folder}/data.parquet";
    private const string Manifest = $"{Pipeline.Folder}/{FolderManifest.FileName}";

    [Fact]
    public async Task Compact_RowsCameLate_MakesOneRowGroupAndRevisesTheManifest()
    {
        await using Pipeline pipeline = await PrepareAsync();
        IDictionary<string, string> before = (await PropertiesAsync(pipeline)).Metadata;
        Assert.True(await RowGroupsAsync(pipeline) > 1);
        int revision = (await ManifestAsync(pipeline))!.Revision;

        ToolRun run = await RunAsync(pipeline, File);

        Assert.True(run.Code == 0, $"{run}");
        Assert.Matches(
            $"^{File} compacted: \\d+ -> \\d+ bytes, in revision {revision + 1} of the manifest\n$",
            run.Out
        );
        Assert.Equal(1, await RowGroupsAsync(pipeline));
        Assert.Equal(Enumerable.Range(0, 14), await NumbersAsync(pipeline));
        BlobProperties after = await PropertiesAsync(pipeline);
        Assert.Equal(Without(before), Without(after.Metadata));
        FolderManifest manifest = (await ManifestAsync(pipeline))!;
        Assert.Equal((14L, after.ETag.ToString().Trim('"')), (manifest.Rows, Assert.Single(manifest.Files).ETag));

        // Once more: nothing to do, and nothing is written.
        ToolRun again = await RunAsync(pipeline, Pipeline.Folder, "--json");
        using var json = JsonDocument.Parse(again.Out);
        JsonElement it = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(
            ("compact", revision + 1),
            (it.GetProperty("outcome").GetString(), it.GetProperty("revision").GetInt32())
        );
        Assert.Equal(after.ETag, (await PropertiesAsync(pipeline)).ETag);
    }

    [Fact]
    public async Task Compact_AWorkerHasAnnouncedRows_LeavesTheFile()
    {
        await using Pipeline pipeline = await PrepareAsync(closes: false);
        BlobProperties before = await PropertiesAsync(pipeline);

        ToolRun run = await RunAsync(pipeline, "--service", "svc");

        Assert.Equal(2, run.Code);
        Assert.StartsWith($"{File} left: rows may still come to it", run.Out, StringComparison.Ordinal);
        Assert.Equal(before.ETag, (await PropertiesAsync(pipeline)).ETag);
    }

    [Fact]
    public async Task Compact_SomebodyElseIsFaster_LeavesWhatTheyWrote()
    {
        await using Pipeline pipeline = await PrepareAsync();
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        IDictionary<string, string> theirs = (await PropertiesAsync(pipeline)).Metadata;
        theirs["somebody"] = "else";
        using var meanwhile = proxy.Arm(
            request => request.Operation == BlobOperation.CommitBlockList,
            new BlobFault { BeforeForward = _ => pipeline.Data.GetBlobClient(File).SetMetadataAsync(theirs) }
        );

        ToolRun run = await RunAsync(pipeline, proxy.ConnectionString, [File]);

        Assert.Equal(2, run.Code);
        Assert.Contains("somebody else wrote it meanwhile", run.Out, StringComparison.Ordinal);
        Assert.Equal("else", (await PropertiesAsync(pipeline)).Metadata["somebody"]);
        Assert.True(await RowGroupsAsync(pipeline) > 1);
        Assert.Equal(Enumerable.Range(0, 14), await NumbersAsync(pipeline));
        Assert.Equal(0, (await RunAsync(pipeline, File)).Code);
        Assert.Equal(1, await RowGroupsAsync(pipeline));
    }

    // What a process that is killed leaves behind.
    [Theory]
    [InlineData(nameof(BlobOperation.CommitBlockList), false)]
    [InlineData(nameof(BlobOperation.PutBlob), true)]
    public async Task Compact_EndsBetweenTwoSteps_TheNextRunGoesOn(string operation, bool isRequestLost)
    {
        await using Pipeline pipeline = await PrepareAsync();
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        int revision = (await ManifestAsync(pipeline))!.Revision;
        var armed = Enum.Parse<BlobOperation>(operation);
        using (
            proxy.Arm(
                it => it.Operation == armed && (it.BlobName == File || it.BlobName == Manifest),
                isRequestLost ? BlobFault.LoseRequest : BlobFault.LoseResponse,
                times: 1
            )
        )
        {
            ToolRun run = await RunAsync(pipeline, proxy.ConnectionString, [File]);
            Assert.True(run.Code == 1, $"{run}");
        }

        Assert.Equal(Enumerable.Range(0, 14), await NumbersAsync(pipeline));
        ToolRun again = await RunAsync(pipeline, File);

        Assert.True(again.Code == 0, $"{again}");
        Assert.Equal(1, await RowGroupsAsync(pipeline));
        Assert.Equal(Enumerable.Range(0, 14), await NumbersAsync(pipeline));
        FolderManifest manifest = (await ManifestAsync(pipeline))!;
        Assert.Equal(revision + 1, manifest.Revision);
        Assert.Equal((await PropertiesAsync(pipeline)).ETag.ToString().Trim('"'), Assert.Single(manifest.Files).ETag);
    }

    [Fact]
    public async Task Compact_NothingIsGiven_SaysWhatToGive()
    {
        ToolRun run = await ToolRun.StartAsync("compact");
        Assert.Equal(1, run.Code);
        Assert.Contains("Give a path, or filters", run.Error, StringComparison.Ordinal);
    }

    /// <summary>A day that was complete with ten rows, and got four more since.</summary>
    private async Task<Pipeline> PrepareAsync(bool closes = true)
    {
        Pipeline pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        var settings = new Dictionary<string, string>
        {
            ["Output__Formats"] = "parquet",
            ["Manifests__Grace"] = "00:00:00.500",
            ["Manifests__CheckInterval"] = "00:00:00.200",
        };
        await using (WorkerProcess worker = await pipeline.StartWorkerAsync(settings))
        {
            await pipeline.SendAsync(0, 0, 10);
            await Eventually.IsTrueAsync(
                async _ => (await ManifestAsync(pipeline))?.Rows == 10 && (await MarkersAsync(pipeline)).Count == 0,
                Pipeline.Deadline,
                () => "the day to be complete"
            );
            Assert.Equal(0, await worker.TerminateAsync(Pipeline.Deadline));
        }
        settings["Manifests__CheckInterval"] = "01:00:00";
        await using (WorkerProcess worker = await pipeline.StartWorkerAsync(settings))
        {
            foreach (int batch in (int[])[1, 2])
            {
                await pipeline.SendAsync(batch, 8 + 2 * batch, 2);
                await Eventually.IsTrueAsync(
                    async _ =>
                        DataFileFacts.TryRead((await PropertiesAsync(pipeline)).Metadata)?.Rows == 10 + 2 * batch,
                    Pipeline.Deadline,
                    () => "late rows to be in their file"
                );
            }
            Assert.Equal(0, await worker.TerminateAsync(Pipeline.Deadline));
        }
        IReadOnlyList<string> markers = await MarkersAsync(pipeline);
        Assert.NotEmpty(markers);
        foreach (string marker in closes ? markers : [])
        {
            await pipeline.State.DeleteBlobAsync(marker);
        }
        return pipeline;
    }

    private static Dictionary<string, string> Without(IDictionary<string, string> metadata) =>
        metadata.Where(it => it.Key != "commit").ToDictionary();

    private static async Task<IReadOnlyList<string>> MarkersAsync(Pipeline pipeline) =>
        [.. (await Pipeline.NamesAsync(pipeline.State)).Where(it => it.Contains("/open/", StringComparison.Ordinal))];

    private static async Task<BlobProperties> PropertiesAsync(Pipeline pipeline) =>
        await pipeline.Data.GetBlobClient(File).GetPropertiesAsync();

    private static async Task<FolderManifest?> ManifestAsync(Pipeline pipeline)
    {
        BlobClient blob = pipeline.Data.GetBlobClient(Manifest);
        return
            await pipeline.Data.ExistsAsync()
            && await blob.ExistsAsync()
            && FolderManifest.TryRead(
                (await blob.DownloadContentAsync()).Value.Content.ToMemory().Span,
                out FolderManifest? manifest
            )
            ? manifest
            : null;
    }

    private static async Task<int> RowGroupsAsync(Pipeline pipeline)
    {
        await using ParquetReader reader = await OpenAsync(pipeline);
        return reader.RowGroupCount;
    }

    private async Task<IReadOnlyList<int>> NumbersAsync(Pipeline pipeline)
    {
        ToolRun head = await ToolRun.StartAsync(
            new()
            {
                ["Blobs__ConnectionString"] = fixture.Azurite.ConnectionString,
                ["Blobs__Container"] = pipeline.Data.Name,
            },
            ["files", "head", File, "-n", "100"]
        );
        string rows = head.Out.Split("\n\n")[2];
        return
        [
            .. rows.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(it => int.Parse(it.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1])),
        ];
    }

    private static async Task<ParquetReader> OpenAsync(Pipeline pipeline)
    {
        BinaryData content = (await pipeline.Data.GetBlobClient(File).DownloadContentAsync()).Value.Content;
        return await ParquetReader.CreateAsync(new MemoryStream(content.ToArray()));
    }

    private Task<ToolRun> RunAsync(Pipeline pipeline, params string[] args) =>
        RunAsync(pipeline, fixture.Azurite.ConnectionString, args);

    private static Task<ToolRun> RunAsync(Pipeline pipeline, string blobs, string[] args) =>
        ToolRun.StartAsync(
            new()
            {
                ["Blobs__ConnectionString"] = blobs,
                ["Blobs__Container"] = pipeline.Data.Name,
                ["State__Container"] = pipeline.State.Name,
            },
            ["compact", .. args]
        );
}
