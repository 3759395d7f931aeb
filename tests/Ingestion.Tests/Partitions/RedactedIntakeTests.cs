using System.Text;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Completing;
using ModelData.Ingestion.Tests.Fakes;
using ModelData.Ingestion.Tests.Formats.Parquet;

namespace ModelData.Ingestion.Tests.Partitions;

/// <summary>
/// Events of one day whose columns are redacted in different ways: each way has files of its own. Rows of different sampling rates share files, and each
/// file says how many there are of which.
/// </summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Parquet")]
public sealed class RedactedIntakeTests : IAsyncDisposable
{
    private const string Folder = "sub/rg/ws/svc/model/1/inputs/2026/03/07";
    private static readonly DateOnly Day = new(2026, 3, 7);

    private static readonly FeatureSchema Clear = Schema(null, null);
    private static readonly FeatureSchema Masked = Schema(RedactionMethod.Mask, null);
    private static readonly FeatureSchema Hashed = Schema(RedactionMethod.Hash, "k1");
    private static readonly FeatureSchema HashedAnew = Schema(RedactionMethod.Hash, "k2");

    private readonly InMemoryDataBlobs _blobs = new();
    private readonly InMemoryFolderDocuments _documents = new();
    private readonly ListedDeadLetters _deadLetters = new();
    private readonly List<IntakeWorker> _workers = [];
    private readonly Dictionary<FeatureSchema, List<int>> _sent = [];
    private long _sequence;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("csv", true)]
    [InlineData("csv", false)]
    [InlineData("parquet", true)]
    [InlineData("parquet", false)]
    public async Task Take_ClearMaskedAndTwoKeys_EachHasItsFile(string format, bool learnsTypes)
    {
        for (int restart = 0; restart < 3; restart++)
        {
            var worker = Start(format, redactedColumns: null, learnsTypes);
            foreach (var schema in (FeatureSchema[])[Clear, Hashed, Masked, HashedAnew, Hashed, Clear])
            {
                await worker.TakeAsync(Event(schema, rows: 2, isReversed: restart == 1));
                // The first file is whose rows are written first.
                await worker.DoneAsync(_sequence == 1 ? 0 : -1);
            }

            await worker.DoneAsync(_sequence - 1);
        }

        Assert.Empty(_deadLetters.Letters);
        Assert.Equal(
            ((string[])["", $"-{Hashed.Hash}", $"-{Masked.Hash}", $"-{HashedAnew.Hash}"])
                .Select(it => $"{Folder}/data{it}.{format}")
                .Order(StringComparer.Ordinal),
            _blobs.Names().Order(StringComparer.Ordinal)
        );
        foreach (var (schema, numbers) in _sent)
        {
            string suffix = schema.Redacted is null ? "" : $"-{schema.Hash}";
            Assert.Equal(numbers, Numbers($"{Folder}/data{suffix}.{format}"));
        }

        await AssertDocumentsAsync(format);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Take_RedactedColumnsOff_AllRowsShareAFile(string format)
    {
        var worker = Start(format, redactedColumns: false);
        foreach (var schema in (FeatureSchema[])[Hashed, Clear, Masked, HashedAnew])
        {
            await worker.TakeAsync(Event(schema));
        }

        await worker.DoneAsync(3);
        Assert.Equal([$"{Folder}/data.{format}"], _blobs.Names());
        Assert.Equal([0, 1, 2, 3], Numbers($"{Folder}/data.{format}"));
    }

    [Fact]
    public async Task Take_RedactedFromTheFirstRowOn_HasTheFirstFile()
    {
        var worker = Start("csv", redactedColumns: true);
        await worker.TakeAsync(Event(Hashed));
        await worker.DoneAsync(0);
        await worker.TakeAsync(Event(Clear));
        await worker.DoneAsync(1);
        Assert.Equal([0], Numbers($"{Folder}/data.csv"));
        Assert.Equal([1], Numbers($"{Folder}/data-{Clear.Hash}.csv"));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Take_SampledRows_AreCountedByTheirRate(string format)
    {
        for (int restart = 0; restart < 2; restart++)
        {
            var worker = Start(format, redactedColumns: null);
            await worker.TakeAsync(Event(Clear, rows: 5));
            await worker.TakeAsync(Event(Clear, rows: 2, rate: "0.1"));
            await worker.DoneAsync(_sequence - 1);
            await worker.TakeAsync(Event(Clear, rows: 1, rate: "10%"));
            await worker.TakeAsync(Event(Hashed, rows: 3, rate: "0.25"));
            await worker.TakeAsync(Event(Clear, rows: 1, rate: "0.10"));
            await worker.DoneAsync(_sequence - 1);
        }

        Assert.Equal("1:10,0.1:6,?:2", _blobs.Metadata($"{Folder}/data.{format}")[BlobMetadata.Rates]);
        Assert.Equal("0.25:6", _blobs.Metadata($"{Folder}/data-{Hashed.Hash}.{format}")[BlobMetadata.Rates]);
        var manifest = await CompleteAsync();
        Assert.Equal("1:10,0.1:6,?:2", manifest.Files.Single(it => it.Name.SchemaHash is null).RowsPerRate?.ToString());
    }

    [Fact]
    public async Task Take_RatesOfAStranger_AreBounded()
    {
        var worker = Start("csv", redactedColumns: null);
        for (int i = 1; i <= 200; i++)
        {
            await worker.TakeAsync(Event(Clear, rate: $"0.{i:d9}"));
        }

        await worker.DoneAsync(199);
        var rates = BlobMetadata.ReadRates(_blobs.Metadata($"{Folder}/data.csv"));
        Assert.Equal(RowsPerRate.MaxRates + 1, rates.Counts.Count);
        Assert.Equal(KeyValuePair.Create(RowsPerRate.Mixed, 192L), rates.Counts[^1]);
    }

    [Fact]
    public async Task Take_NoSamples_MetadataSayNothingOfRates()
    {
        var worker = Start("csv", redactedColumns: null);
        await worker.TakeAsync(Event(Clear, rows: 5));
        await worker.DoneAsync(0);
        Assert.DoesNotContain(BlobMetadata.Rates, _blobs.Metadata($"{Folder}/data.csv").Keys);
        Assert.Null(Assert.Single((await CompleteAsync()).Files).RowsPerRate);
    }

    [Theory]
    [InlineData("1:4,0.1:2")]
    [InlineData("0.1:5")]
    [InlineData("1:5,1:0")]
    [InlineData("nonsense")]
    public async Task Take_RatesWereEdited_RowsBeforeAreOfNoKnownRate(string edited)
    {
        var worker = Start("csv", redactedColumns: null);
        await worker.TakeAsync(Event(Clear, rows: 5));
        await worker.TakeAsync(Event(Clear, rows: 1, rate: "0.1"));
        await worker.DoneAsync(1);
        var metadata = new Dictionary<string, string>(_blobs.Metadata($"{Folder}/data.csv"));
        Assert.Equal("1:5,0.1:1", metadata[BlobMetadata.Rates]);
        metadata[BlobMetadata.Rates] = edited;
        Assert.Equal(edited == "1:4,0.1:2" ? edited : "?:6", BlobMetadata.ReadRates(metadata).ToString());
    }

    private async Task AssertDocumentsAsync(string format)
    {
        var manifest = await CompleteAsync();
        Assert.Equal(4, manifest.Files.Count);
        Assert.True(FolderSchemas.TryRead(_documents.Find($"{Folder}/{FolderSchemas.FileName}"), out var schemas));
        Assert.Equal(4, schemas.Schemas.Count);
        foreach (var schema in _sent.Keys)
        {
            var noted = Assert.Single(schemas.Schemas, it => it.Schema.Hash == schema.Hash);
            Assert.Equal((schema.RedactionKeyId, 1), (noted.Schema.RedactionKeyId, noted.Files.Count));
            Assert.Equal(
                schema.Columns.ToDictionary(it => it.Name, it => it.Redaction),
                noted.Schema.Columns.ToDictionary(it => it.Name, it => it.Redaction)
            );
            Assert.Equal(
                (schema.Redacted is null ? null : schema.Hash, format),
                (noted.Files[0].SchemaHash, noted.Files[0].Extension)
            );
        }
    }

    private async Task<FolderManifest> CompleteAsync()
    {
        var folders = new InMemoryOpenFolders();
        var late = CompletionTimes.EndOf(Day).AddDays(1);
        var times = new CompletionTimes(Options.Create(new ManifestSettings()));
        var open = await folders.TryWriteAsync(Folder, Day, late.AddHours(-1), null, Token);
        Assert.True(
            await Completion.Completer(_blobs, folders, _documents, times).TryCompleteAsync(open!, late, Token)
        );
        Assert.True(FolderManifest.TryRead(_documents.Find($"{Folder}/{FolderManifest.FileName}"), out var manifest));
        return manifest;
    }

    private List<int> Numbers(string name)
    {
        byte[] file = _blobs.Bytes(name);
        if (name.EndsWith(".parquet", StringComparison.Ordinal))
        {
            return [.. Readers.Query(file, "select n from $file").Select(row => (int)row[0]!)];
        }

        string[] lines = Encoding.UTF8.GetString(file).Split('\n')[..^1];
        int column = Array.IndexOf(lines[0].Split(','), "n");
        return [.. lines.Skip(1).Select(line => int.Parse(line.Split(',')[column]))];
    }

    private IntakeWorker Start(string formats, bool? redactedColumns, bool learnsTypes = true)
    {
        IntakeWorker worker = new(
            _blobs,
            _documents,
            _deadLetters,
            new OutputSettings
            {
                Formats = formats,
                RedactedColumns = redactedColumns,
                UntypedColumns = learnsTypes,
            },
            _sequence - 1
        );
        _workers.Add(worker);
        return worker;
    }

    private static FeatureSchema Schema(RedactionMethod? method, string? keyId) =>
        FeatureSchema.ForFeatures(
            [new("n", FeatureType.Int32), new("name", FeatureType.String) { Redaction = method }],
            correlationId: null,
            keyId
        );

    private ReceivedEvent Event(FeatureSchema schema, int rows = 1, string? rate = null, bool isReversed = false)
    {
        var sent = isReversed ? schema.InOrderOf("$Timestamp,$CorrelationId,$RequestId,name,n"u8)! : schema;
        var numbers = Enumerable.Range(_sent.Values.Sum(it => it.Count), rows).ToList();
        _sent.TryAdd(schema, []);
        _sent[schema].AddRange(numbers);
        string text = string.Concat(
            numbers.Select(n =>
                $"2026-03-07T12:00:00.000000Z,,00000000-0000-0000-0000-000000000000,{(isReversed ? $"x,{n}" : $"{n},x")}\n"
            )
        );
        using var encoded = CollectedBatchWriter.Write(
            new BatchDescription(
                new CollectionAddress("sub", "rg", "ws", "svc", "model", "1", "inputs"),
                Day,
                sent,
                rows,
                Guid.NewGuid(),
                0,
                DateTimeOffset.UnixEpoch
            ),
            Encoding.UTF8.GetBytes(text)
        );
        var properties = encoded.Properties.ToDictionary(it => it.Key, it => (object?)it.Value);
        if (rate is not null)
        {
            properties["cloudEvents:samplerate"] = rate;
        }

        return new ReceivedEvent
        {
            Body = encoded.Body.ToArray(),
            SequenceNumber = _sequence,
            Offset = $"{_sequence++}",
            EnqueuedTime = new DateTimeOffset(2026, 3, 7, 12, 0, 0, TimeSpan.Zero),
            ContentType = "text/csv",
            ContentEncoding = encoded.ContentEncoding,
            Properties = properties,
        };
    }
}
