using Azure.Storage.Blobs;
using ModelData.Integration;
using ModelData.Testing;
using Parquet;
using Parquet.Schema;

namespace ModelData.Cli.Tests.Integration;

[Trait("Level", "Process")]
public sealed class HeadParquetTests(AzuriteFixture fixture)
{
    private const string Name = "sub/rg/ws/svc/model/1/inputs/2026/03/07/data.parquet";
    private readonly BlobContainerClient _container = new(
        fixture.Azurite.ConnectionString,
        $"clip-{Guid.NewGuid():N}"[..20]
    );

    [Fact]
    public async Task Head_TwoRowGroups_ShowsColumnsAndTheFirstRowsOfBoth()
    {
        await UploadAsync(await ParquetAsync(3, 2));
        ToolRun run = await RunAsync("-n", "4");
        Assert.Equal(0, run.Code);
        Assert.StartsWith("5 rows, 4 columns\n", run.Out);
        Assert.Matches("\ntime +timestamp\n", run.Out);
        Assert.Matches("\ntext +string, may be null\n", run.Out);
        Assert.Matches("\nx +double, may be null\n", run.Out);
        string[] rows = run.Out.Split("\n\n")[2].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, rows.Length);
        Assert.Matches("^2026-03-07T12:00:00.123456Z +0 +0.5 +\\[red\\]a\\\\u\\{1b\\}$", rows[1]);
        Assert.Matches("^2026-03-07T12:00:00.123456Z +1$", rows[2]);
        Assert.Matches("^2026-03-07T12:00:00.123456Z +0 +0.5 ", rows[4]);
    }

    [Fact]
    public async Task Head_ManyColumns_IsOneWholeLineARow()
    {
        DataField[] fields = [.. Enumerable.Range(0, 1536).Select(i => new DataField<double>($">feature number {i}"))];
        var stream = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            foreach (DataField field in fields)
            {
                await group.WriteAsync<double>(field, new[] { 0.125, 2.5 });
            }
        }
        await UploadAsync(stream.ToArray());
        ToolRun run = await RunAsync();
        string[] rows = run.Out.Split("\n\n")[2].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, rows.Length);
        Assert.StartsWith(">feature number 0 ", rows[0]);
        Assert.EndsWith("  >feature number 1535", rows[0]);
        Assert.Equal(1536, rows[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(it => it == "0.125"));
    }

    [Fact]
    public async Task Head_RowOfNulls_IsALine()
    {
        var field = new DataField<double?>("x");
        var stream = new MemoryStream();
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(field), stream))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync<double>(field, new double?[] { 1, null, 3 });
        }
        await UploadAsync(stream.ToArray());
        Assert.EndsWith("\nx\n1\n\n3\n", (await RunAsync()).Out);
    }

    [Fact]
    public async Task Head_NoRowsWanted_ShowsTheColumnsAlone()
    {
        await UploadAsync(await ParquetAsync(3));
        Assert.DoesNotContain("2026", (await RunAsync("-n", "0")).Out);
    }

    [Fact]
    public async Task Head_FileOfAStranger_IsRefusedInOneLine()
    {
        await UploadAsync("PAR1 is not enough PAR1"u8.ToArray());
        ToolRun run = await RunAsync();
        Assert.NotEqual(0, run.Code);
        Assert.Contains("is no Parquet file", run.Error);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Head_WrittenToMeanwhile_ReadsTheNewVersionWhole()
    {
        await UploadAsync(await ParquetAsync(3));
        byte[] later = await ParquetAsync(7);
        await using var proxy = await BlobFaultProxy.StartAsync(fixture.Azurite);
        using var change = proxy.Arm(
            request => request.Operation == BlobOperation.GetBlob,
            BlobFault.Refuse(412, "ConditionNotMet")
        );
        ToolRun run = await RunAsync(proxy.ConnectionString);
        Assert.Equal(0, run.Code);
        Assert.StartsWith("3 rows", run.Out);
        await UploadAsync(later);
        Assert.StartsWith("7 rows", (await RunAsync()).Out);
    }

    private static async Task<byte[]> ParquetAsync(params int[] groups)
    {
        var time = new DateTimeDataField(
            "time",
            DateTimeFormat.Timestamp,
            unit: DateTimeTimeUnit.Micros,
            isNullable: false
        );
        var number = new DataField<long>("n");
        var value = new DataField<double?>("x");
        var text = new DataField<string>("text");
        var stream = new MemoryStream();
        var schema = new ParquetSchema(time, number, value, text);
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream))
        {
            foreach (int count in groups)
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                var noon = new DateTime(2026, 3, 7, 12, 0, 0, 123, 456, DateTimeKind.Utc);
                var rows = Enumerable.Range(0, count).ToList();
                await group.WriteAsync<DateTime>(time, rows.Select(_ => noon).ToArray());
                await group.WriteAsync<long>(number, rows.Select(n => (long)n).ToArray());
                await group.WriteAsync<double>(value, rows.Select(n => n == 0 ? 0.5 : (double?)null).ToArray());
                await group.WriteAsync(text, rows.Select(n => n == 0 ? "[red]a\u001b" : null!).ToArray());
            }
        }
        return stream.ToArray();
    }

    private async Task UploadAsync(byte[] content)
    {
        await _container.CreateIfNotExistsAsync();
        await _container.GetBlobClient(Name).UploadAsync(BinaryData.FromBytes(content), overwrite: true);
    }

    private Task<ToolRun> RunAsync(params string[] more)
    {
        string blobs = more is [{ Length: > 20 } other] ? other : fixture.Azurite.ConnectionString;
        string[] options = more is [{ Length: > 20 }] ? [] : more;
        return ToolRun.StartAsync([
            "files",
            "head",
            Name,
            "--blobs",
            blobs,
            "--container",
            _container.Name,
            .. options,
        ]);
    }
}
