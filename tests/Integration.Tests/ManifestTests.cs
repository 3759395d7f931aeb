using System.Security.Cryptography;
using System.Text.Json;
using DuckDB.NET.Data;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>What a folder says about itself, written by the worker as a process: who waits for a day sees it become complete.</summary>
[Trait("Level", "Process")]
public sealed class ManifestTests(AzuriteFixture fixture)
{
    private const string Csv = $"{Pipeline.Folder}/data.csv";
    private const string Parquet = $"{Pipeline.Folder}/data.parquet";

    private static readonly Dictionary<string, string> Soon = new()
    {
        ["Manifests__Grace"] = "00:00:00.500",
        ["Manifests__CheckInterval"] = "00:00:00.200",
    };

    [Fact]
    public async Task Manifest_EveryPartitionHasPassedTheDay_AppearsAndLateRowsMakeTheNextRevision()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString, partitions: 4);
        await using var worker = await pipeline.StartWorkerAsync(Soon);
        await pipeline.SendAsync(0, 0, 10);
        var first = await ManifestAsync(pipeline, manifest => manifest.Rows == 10);
        await ExpectTrueAsync(pipeline, first);

        await pipeline.SendAsync(1, 10, 5);
        var second = await ManifestAsync(pipeline, manifest => manifest.Rows == 15);
        Assert.True(second.Revision > first.Revision);
        Assert.True(second.CompleteAt > first.CompleteAt);
        await ExpectTrueAsync(pipeline, second);
        Assert.Equal(1, Assert.Single(Assert.Single(second.Positions).Value).Value);
        await Eventually.IsTrueAsync(
            async _ => !(await Pipeline.NamesAsync(pipeline.State)).Any(name => name.Contains("/open/")),
            Pipeline.Deadline,
            () => "no folder to be open"
        );
    }

    [Fact]
    public async Task Manifest_WorkerStoppedBeforeTheEnd_TheNextOneWritesIt()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString, partitions: 2);
        await using (var first = await pipeline.StartWorkerAsync(new() { ["Manifests__Grace"] = "00:00:00.500" }))
        {
            await pipeline.SendAsync(0, 0, 10);
            await pipeline.ExpectAsync(Csv, Enumerable.Range(0, 10));
            first.Process.Kill();
        }

        Assert.False(await pipeline.Data.GetBlobClient(Name(FolderManifest.FileName)).ExistsAsync());
        await using var second = await pipeline.StartWorkerAsync(Soon);
        await ExpectTrueAsync(pipeline, await ManifestAsync(pipeline, manifest => manifest.Rows == 10));
    }

    [Fact]
    public async Task Schema_TwoOnOneDay_AreListedWithTheirTypes()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await using var worker = await pipeline.StartWorkerAsync(Soon);
        await pipeline.SendAsync(0, 0, 2);
        await pipeline.SendAsync(1, 2, 2, feature: "y");
        var manifest = await ManifestAsync(pipeline, it => it.Rows == 4);
        Assert.Equal(2, manifest.Files.Count);

        byte[] document = await ReadAsync(pipeline, FolderSchemas.FileName);
        Assert.True(FolderSchemas.TryRead(document, out var schemas));
        Assert.Equal(["x", "y"], schemas.Schemas.Select(schema => schema.Schema.Columns[^1].Name).Order());
        Assert.All(schemas.Schemas, schema => Assert.Equal(FeatureType.Int32, schema.Schema.Columns[^1].Type));
        Assert.All(manifest.Files, file => Assert.NotNull(schemas.Find(file.SchemaHash)));
    }

    [Fact]
    [Trait("Topic", "Parquet")]
    public async Task Parquet_DayIsOver_SmallRowGroupsBecomeOne()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await using (
            var worker = await pipeline.StartWorkerAsync(
                new(Soon) { ["Output__Formats"] = "csv,parquet", ["Manifests__CheckInterval"] = "01:00:00" }
            )
        )
        {
            for (int batch = 0; batch < 5; batch++)
            {
                await pipeline.SendAsync(batch, batch * 3, 3);
                await pipeline.ExpectAsync(Csv, Enumerable.Range(0, (batch + 1) * 3));
            }

            Assert.Equal(0, await worker.TerminateAsync(TimeSpan.FromSeconds(30)));
            Assert.True(await CountRowGroupsAsync(pipeline) > 1, "nothing is left to be merged");
        }

        var settings = new Dictionary<string, string>(Soon) { ["Output__Formats"] = "csv,parquet" };
        await using var next = await pipeline.StartWorkerAsync(settings);
        var manifest = await ManifestAsync(pipeline, it => it.Files.Count == 2);
        Assert.All(manifest.Files, file => Assert.Equal(15, file.Rows));
        await ExpectTrueAsync(pipeline, manifest);
        Assert.Equal(1L, await CountRowGroupsAsync(pipeline));

        await pipeline.SendAsync(5, 15, 3);
        await ExpectTrueAsync(pipeline, await ManifestAsync(pipeline, it => it.Files.All(file => file.Rows == 18)));
    }

    [Fact]
    public async Task Disabled_NothingIsWrittenBesideTheData()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await using var worker = await pipeline.StartWorkerAsync(new() { ["Manifests__Enabled"] = "false" });
        await pipeline.SendAsync(0, 0, 3);
        await pipeline.ExpectAsync(Csv, [0, 1, 2]);
        Assert.Equal(0, await worker.TerminateAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal([Csv], await Pipeline.NamesAsync(pipeline.Data));
        Assert.DoesNotContain(await Pipeline.NamesAsync(pipeline.State), name => name.Contains("/open/"));
    }

    private static async Task<FolderManifest> ManifestAsync(Pipeline pipeline, Func<FolderManifest, bool> isMet)
    {
        FolderManifest? manifest = null;
        await Eventually.IsTrueAsync(
            async token =>
            {
                var blob = pipeline.Data.GetBlobClient(Name(FolderManifest.FileName));
                if (!await pipeline.Data.ExistsAsync(token) || !await blob.ExistsAsync(token))
                {
                    return false;
                }

                var document = await blob.DownloadContentAsync(token);
                Assert.True(FolderManifest.TryRead(document.Value.Content.ToMemory().Span, out manifest));
                return isMet(manifest);
            },
            Pipeline.Deadline,
            () => $"the manifest; it is {(manifest is null ? "missing" : JsonSerializer.Serialize(manifest.Files))}"
        );
        return manifest!;
    }

    private static async Task ExpectTrueAsync(Pipeline pipeline, FolderManifest manifest)
    {
        Assert.Equal((Pipeline.Address, Pipeline.Day), (manifest.Address, manifest.Day));
        foreach (var file in manifest.Files)
        {
            var blob = await pipeline.Data.GetBlobClient(Name(file.Name.ToString())).DownloadContentAsync();
            byte[] content = blob.Value.Content.ToArray();
            Assert.Equal(blob.Value.Details.ETag.ToString().Trim('"'), file.ETag);
            Assert.Equal(
                (content.Length, Convert.ToHexStringLower(SHA256.HashData(content))),
                (file.Bytes, file.Sha256)
            );
        }
    }

    private static async Task<long> CountRowGroupsAsync(Pipeline pipeline)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "data.parquet");
        await pipeline.Data.GetBlobClient(Parquet).DownloadToAsync(path);
        await using var connection = new DuckDBConnection("Data Source=:memory:");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"select count(distinct row_group_id) from parquet_metadata('{path}')";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<byte[]> ReadAsync(Pipeline pipeline, string file) =>
        (await pipeline.Data.GetBlobClient(Name(file)).DownloadContentAsync()).Value.Content.ToArray();

    private static string Name(string file) => $"{Pipeline.Folder}/{file}";
}
