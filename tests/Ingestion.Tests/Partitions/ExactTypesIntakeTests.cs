using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Completing;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Ingestion.Tests.Formats.Parquet;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Partitions;

/// <summary>
/// Events of one day whose columns differ in their exact types alone: they share a CSV file, and have a Parquet file for each. What is said of the folder is
/// true of all rows.
/// </summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class ExactTypesIntakeTests : IAsyncDisposable
{
    private const string Folder = "sub/rg/ws/svc/model/1/inputs/2026/03/07";

    /// <summary>With its text 1.6 MB: more than the memory of a partition.</summary>
    private const int LargeRowCount = 20_000;
    private static readonly DateOnly Day = new(2026, 3, 7);
    private static readonly DateTimeOffset Noon = new(2026, 3, 7, 12, 0, 0, TimeSpan.Zero);

    private readonly InMemoryDataBlobs _blobs = new();
    private readonly InMemoryFolderDocuments _documents = new();
    private readonly ListedDeadLetters _deadLetters = new();
    private readonly List<IntakeWorker> _workers = [];
    private readonly Dictionary<int, string> _sent = [];
    private int _rows;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Take_ExactTypesOfOneNameDiffer_OneCsvFileAndAParquetFileForEach(int seed)
    {
        Random random = new(seed);
        Dictionary<string, List<int>> byType = [];
        long sequence = 0;
        for (int restart = 0; restart < 3; restart++)
        {
            var worker = Start("csv,parquet", sequence - 1);
            for (int i = 0; i < 12; i++)
            {
                string type = new[] { "uint64", "decimal(18:4)", "" }[random.Next(3)];
                int count = i == 5 ? LargeRowCount : random.Next(1, 4);
                byType.TryAdd(type, []);
                byType[type].AddRange(Enumerable.Range(_rows, count));
                await worker.TakeAsync(Event(sequence++, type, count, isReversed: random.Next(2) == 0));
            }

            await worker.DoneAsync(sequence - 1);
        }

        Assert.Empty(_deadLetters.Letters);
        AssertCsv();
        Assert.Equal(3, byType.Count);
        foreach (string name in _blobs.Names().Where(name => name.EndsWith(".parquet", StringComparison.Ordinal)))
        {
            var (type, rows) = AssertParquet(name);
            Assert.Equal(byType[type], rows);
            Assert.True(byType.Remove(type));
        }

        Assert.Empty(byType);
        await AssertDocumentsAsync();
    }

    [Fact]
    public async Task Take_RowsWithoutTheExactTypeComeToTheFile_FolderDoesNotClaimItAnyMore()
    {
        var first = Start("csv", -1);
        await first.TakeAsync(Event(0, "uint64", 1, isReversed: false));
        await first.DoneAsync(0);
        Assert.Equal(new ExactType(ExactTypeKind.UInt64), Noted().Columns.Single(column => column.Name == "v").Exact);

        // A worker that has just started, and meets the file as others left it.
        var second = Start("csv", 0);
        await second.TakeAsync(Event(1, "uint64", 1, isReversed: true));
        await second.DoneAsync(1);
        Assert.NotNull(Noted().Columns.Single(column => column.Name == "v").Exact);
        await second.TakeAsync(Event(2, "", 1, isReversed: false));
        await second.DoneAsync(2);
        Assert.Null(Noted().Columns.Single(column => column.Name == "v").Exact);
        AssertCsv();
    }

    [Fact]
    public async Task Take_ValueOfAnotherType_IsADeadLetterWhateverTheFormat()
    {
        var worker = Start("csv", -1);
        var bad = Event(0, "decimal(18:4)", 1, isReversed: false, value: "0.00001");
        await worker.TakeAsync(bad);
        await worker.DoneAsync(0);
        Assert.Equal(RefusalReasons.ValueTypeMismatch, Assert.Single(_deadLetters.Letters).Refusal.Reason);
        Assert.Empty(_blobs.Names());
    }

    private void AssertCsv()
    {
        string[] lines = Encoding.UTF8.GetString(_blobs.Bytes($"{Folder}/data.csv")).Split('\n')[..^1];
        string[] header = lines[0].Split(',');
        int number = Array.IndexOf(header, "n");
        int value = Array.IndexOf(header, "v");
        var rows = lines.Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Equal(
            _sent.Select(it => (it.Key, it.Value)),
            rows.Select(row => (int.Parse(row[number], CultureInfo.InvariantCulture), row[value]))
        );
    }

    /// <summary>Returns the exact type of the file, and its rows.</summary>
    private (string Type, List<int> Rows) AssertParquet(string name)
    {
        byte[] file = _blobs.Bytes(name);
        string found = (string)Readers.Query(file, "select typeof(v) from $file limit 1")[0][0]!;
        string type = found switch
        {
            "UBIGINT" => "uint64",
            "DECIMAL(18,4)" => "decimal(18:4)",
            "DOUBLE" => "",
            _ => found,
        };
        var rows = Readers.Query(file, "select n, cast(v as varchar) from $file");
        Assert.All(rows, row => Assert.Equal(Canonical(type, _sent[(int)row[0]!]), row[1]));
        return (type, [.. rows.Select(row => (int)row[0]!)]);
    }

    private async Task AssertDocumentsAsync()
    {
        var folders = new InMemoryOpenFolders();
        var late = CompletionTimes.EndOf(Day).AddDays(1);
        var times = new CompletionTimes(Options.Create(new ManifestSettings()));
        var open = await folders.TryWriteAsync(Folder, Day, late.AddHours(-1), null, Token);
        Assert.True(
            await Completion.Completer(_blobs, folders, _documents, times).TryCompleteAsync(open!, late, Token)
        );
        Assert.True(FolderManifest.TryRead(_documents.Find($"{Folder}/{FolderManifest.FileName}"), out var manifest));
        Assert.Equal(4, manifest.Files.Count);
        Assert.Equal(_rows, manifest.Rows);

        var schema = Assert.Single(Schemas().Schemas);
        Assert.All(schema.Schema.Columns, column => Assert.Null(column.Exact));
        Assert.Equal(
            _blobs.Names().Order(StringComparer.Ordinal),
            schema.Files.Select(file => $"{Folder}/{file}").Order(StringComparer.Ordinal)
        );
    }

    private FolderSchemas Schemas()
    {
        Assert.True(FolderSchemas.TryRead(_documents.Find($"{Folder}/{FolderSchemas.FileName}"), out var schemas));
        return schemas;
    }

    private FeatureSchema Noted() => Assert.Single(Schemas().Schemas).Schema;

    private IntakeWorker Start(string formats, long position)
    {
        IntakeWorker worker = new(_blobs, _documents, _deadLetters, new OutputSettings { Formats = formats }, position);
        _workers.Add(worker);
        return worker;
    }

    private ReceivedEvent Event(long sequence, string type, int count, bool isReversed, string? value = null)
    {
        var text = new StringBuilder("$Timestamp,$CorrelationId,$RequestId,").Append(isReversed ? "v,n\n" : "n,v\n");
        for (int i = 0; i < count; i++)
        {
            int number = _rows++;
            _sent[number] = value ?? Value(type, number);
            text.Append("2026-03-07T12:00:00.000000Z,,00000000-0000-0000-0000-000000000000,");
            text.Append(isReversed ? $"{_sent[number]},{number}\n" : $"{number},{_sent[number]}\n");
        }

        var properties = new Dictionary<string, object?>
        {
            ["cloudEvents:specversion"] = "1.0",
            ["cloudEvents:type"] = "modeldata.rows",
            ["cloudEvents:formatversion"] = "1.1",
            ["cloudEvents:id"] = "1",
            ["cloudEvents:source"] = "/tests",
            ["cloudEvents:subscription"] = "sub",
            ["cloudEvents:resourcegroup"] = "rg",
            ["cloudEvents:workspace"] = "ws",
            ["cloudEvents:webservice"] = "svc",
            ["cloudEvents:model"] = "model",
            ["cloudEvents:modelversion"] = "1",
            ["cloudEvents:identifier"] = "inputs",
            ["cloudEvents:day"] = "2026-03-07",
            ["cloudEvents:rowcount"] = count,
            ["cloudEvents:columntypes"] = isReversed ? "di" : "id",
        };
        if (type.Length > 0)
        {
            properties["cloudEvents:exacttypes"] = $"{(isReversed ? 0 : 1)}:{type}";
        }

        return new ReceivedEvent
        {
            Body = Encoding.UTF8.GetBytes(text.ToString()),
            SequenceNumber = sequence,
            Offset = $"{sequence}",
            EnqueuedTime = Noon,
            ContentType = "text/csv",
            Properties = properties,
        };
    }

    private static string Value(string type, int number) =>
        type switch
        {
            "uint64" => $"{ulong.MaxValue - (ulong)number}",
            "decimal(18:4)" => $"{number}.5",
            _ => $"{number}.25",
        };

    private static string Canonical(string type, string sent) => type == "decimal(18:4)" ? $"{sent}000" : sent;
}
