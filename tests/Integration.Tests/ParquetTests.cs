using DuckDB.NET.Data;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>The worker writes Parquet beside CSV: the same rows, readable at every moment.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Parquet")]
public sealed class ParquetTests(AzuriteFixture fixture)
{
    private const string Csv = $"{Pipeline.Folder}/data.csv";
    private const string Parquet = $"{Pipeline.Folder}/data.parquet";
    private static readonly Dictionary<string, string> Both = new() { ["Output__Formats"] = "csv,parquet" };

    [Fact]
    public async Task Worker_KilledAgainAndAgain_BothFilesHoldTheSameRowsOnce()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        int rows = 0;
        for (int round = 0; round < 3; round++)
        {
            await using var worker = await pipeline.StartWorkerAsync(Both);
            for (int batch = 0; batch < 25; batch++)
            {
                await pipeline.SendAsync(round * 25 + batch, rows, 7);
                rows += 7;
                await ReadAsync(pipeline);
            }

            if (round < 2)
            {
                worker.Process.Kill();
            }
            else
            {
                await pipeline.ExpectAsync(Csv, Enumerable.Range(0, rows));
                await ExpectAsync(pipeline, rows);
            }
        }
    }

    [Fact]
    public async Task Worker_ValueThatDoesNotFitItsType_GoesToTheDeadLettersAndToNoFile()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await using var worker = await pipeline.StartWorkerAsync(Both);
        await pipeline.SendAsync(0, 0, 2);
        await pipeline.SendTextAsync(1, "no number");
        await pipeline.SendAsync(2, 2, 2);

        await pipeline.ExpectAsync(Csv, Enumerable.Range(0, 4));
        await ExpectAsync(pipeline, 4);
        var (_, letter) = Assert.Single(await pipeline.LettersAsync(1));
        Assert.Contains("value-type-mismatch", letter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_TakenOverWhileTheSchemaChanges_EachRowOnceInAFileOfItsColumns()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await using var first = await pipeline.StartWorkerAsync(Both);
        WorkerProcess? second = null;
        List<int>[] sent =
        [
            [],
            [],
        ];
        for (int batch = 0; batch < 40; batch++)
        {
            int feature = batch / 3 % 2;
            await pipeline.SendAsync(batch, batch * 5, 5, feature == 0 ? "x" : "y");
            sent[feature].AddRange(Enumerable.Range(batch * 5, 5));
            if (batch == 0)
            {
                // Whoever is first has the plain names.
                await pipeline.ExpectAsync(Csv, sent[0]);
                await ExpectAsync(pipeline, Parquet, sent[0]);
            }
            else if (batch == 20)
            {
                second = await pipeline.StartWorkerAsync(Both);
            }
        }

        await using var last = second!;
        string other = FeatureSchema.ForFeatures([new FeatureColumn("y", FeatureType.Int32)]).Hash;
        await pipeline.ExpectAsync(Csv, sent[0]);
        await pipeline.ExpectAsync($"{Pipeline.Folder}/data-{other}.csv", sent[1]);
        await ExpectAsync(pipeline, Parquet, sent[0]);
        await ExpectAsync(pipeline, $"{Pipeline.Folder}/data-{other}.parquet", sent[1]);
        Assert.Equal(4, (await Pipeline.NamesAsync(pipeline.Data)).Count(name => !name.EndsWith(".json")));
    }

    private static Task ExpectAsync(Pipeline pipeline, int rows) =>
        ExpectAsync(pipeline, Parquet, [.. Enumerable.Range(0, rows)]);

    private static Task ExpectAsync(Pipeline pipeline, string file, List<int> expected)
    {
        IReadOnlyList<int> found = [];
        return Eventually.IsTrueAsync(
            async _ => (found = await ReadAsync(pipeline, file)).SequenceEqual(expected),
            Pipeline.Deadline,
            () => $"{expected.Count} rows in {file}; it holds {string.Join(',', found)}"
        );
    }

    /// <summary>Reads the file as it is now; a file that is there is always whole.</summary>
    private static async Task<IReadOnlyList<int>> ReadAsync(Pipeline pipeline, string file = Parquet)
    {
        var blob = pipeline.Data.GetBlobClient(file);
        if (!await pipeline.Data.ExistsAsync() || !await blob.ExistsAsync())
        {
            return [];
        }

        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "data.parquet");
        await File.WriteAllBytesAsync(path, (await blob.DownloadContentAsync()).Value.Content.ToArray());
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"select columns('^[xy]$') from read_parquet('{path}')";
        await using var reader = await command.ExecuteReaderAsync();
        var numbers = new List<int>();
        while (await reader.ReadAsync())
        {
            numbers.Add(reader.GetInt32(0));
        }

        return numbers;
    }
}
