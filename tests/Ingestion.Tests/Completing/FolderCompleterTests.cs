using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Completing;

[Trait("Level", "Unit")]
public sealed class FolderCompleterTests
{
    private const string Folder = "s/g/w/v/m/1/inputs/2026/11/25";
    private static readonly DateOnly Day = new(2026, 11, 25);
    private static readonly DateTimeOffset Late = CompletionTimes.EndOf(Day).AddDays(1);

    /// <summary>An exception that left the service would stop the worker.</summary>
    [Theory]
    [InlineData("read")]
    [InlineData("list")]
    public async Task TryComplete_ConnectionBreaks_IsTriedAgain(string operation)
    {
        var token = TestContext.Current.CancellationToken;
        var blobs = new InMemoryDataBlobs();
        var folders = new InMemoryOpenFolders();
        var documents = new InMemoryFolderDocuments();
        var times = new CompletionTimes(Options.Create(new ManifestSettings()));
        var buffer = new RowBuffer(new ChunkPool(1 << 20), Rows.Schema, openedAt: 0);
        PartitionProgress progress = Rows.Progress();
        Completion.Append(buffer, progress, 0, Late.AddDays(-2), Day, FileKind.Csv);
        await Committers.Create(FileKind.Csv, blobs, Folder).TryCommitAsync(buffer, token);
        var open = await folders.TryWriteAsync(Folder, Day, Late.AddHours(-1), null, token);
        var sut = Completion.Completer(blobs, folders, documents, times);

        blobs.Before = (name, _) =>
        {
            if (name == operation)
            {
                throw new IOException("The response ended prematurely.");
            }
        };
        Assert.False(await sut.TryCompleteAsync(open!, Late, token));
        Assert.Single(folders.All);

        blobs.Before = (_, _) => { };
        Assert.True(await sut.TryCompleteAsync(open!, Late, token));
        Assert.Empty(folders.All);
        Assert.NotNull(documents.Find($"{Folder}/{FolderManifest.FileName}"));
    }

    /// <summary>
    /// A worker noted its schema for a file that another one got, and never came back: the file has one schema, and one that is about to be made
    /// keeps its.
    /// </summary>
    [Fact]
    public async Task SchemaRecord_FileUnderTwoSchemas_IsUnderItsOwnOnceFilesWereListed()
    {
        var token = TestContext.Current.CancellationToken;
        var documents = new InMemoryFolderDocuments();
        var sut = new SchemaRecord(documents, TimeProvider.System, NullLogger<SchemaRecord>.Instance);
        var other = FeatureSchema.ForFeatures([new FeatureColumn("other", FeatureType.Int32)]);
        DataFileName first = new();
        DataFileName coming = new(Ordinal: 2);
        await sut.NoteAsync(Folder, other, first, lost: null, token);
        await sut.NoteAsync(Folder, Rows.Schema, first, lost: null, token);
        await sut.NoteAsync(Folder, Rows.Schema, coming, lost: null, token);

        await sut.SeenAsync(
            Folder,
            new Dictionary<string, (DateTimeOffset, IReadOnlyList<DataFileName>)>
            {
                [Rows.Schema.Hash] = (DateTimeOffset.UtcNow.AddDays(1), [first]),
            },
            token
        );

        Assert.True(FolderSchemas.TryRead(documents.Find($"{Folder}/{FolderSchemas.FileName}")!, out var found));
        Assert.Empty(found.Schemas.Single(known => known.Schema.Hash == other.Hash).Files);
        Assert.Equal([coming, first], found.Schemas.Single(known => known.Schema.Hash == Rows.Schema.Hash).Files);
    }

    /// <summary>Three rows: one when only CSV was written, one in both formats, one when only Parquet was.</summary>
    [Fact]
    public async Task TryComplete_FormatsChanged_CountsEachRowOnceAndNamesTheFilesOfTheSchema()
    {
        var token = TestContext.Current.CancellationToken;
        var blobs = new InMemoryDataBlobs();
        var folders = new InMemoryOpenFolders();
        var documents = new InMemoryFolderDocuments();
        var schemas = new SchemaRecord(documents, TimeProvider.System, NullLogger<SchemaRecord>.Instance);
        PartitionProgress progress = Rows.Progress();
        long sequence = 0;
        foreach (
            FileKind[] formats in (FileKind[][])
                [
                    [FileKind.Csv],
                    [FileKind.Csv, FileKind.Parquet],
                    [FileKind.Parquet],
                ]
        )
        {
            foreach (var kind in formats)
            {
                var buffer = new RowBuffer(new ChunkPool(1 << 20), Rows.Schema, openedAt: 0);
                Completion.Append(buffer, progress, sequence, Late.AddDays(-2), Day, kind, counted: formats[0]);
                var records = new FolderRecords(Folder, announcement: null, schemas);
                var committer = Committers.Create(kind, blobs, Folder, records: records);
                Assert.Equal(CommitOutcome.Committed, await committer.TryCommitAsync(buffer, token));
            }

            sequence++;
        }

        Assert.Equal(["data.csv", "data.parquet"], Files());
        var open = await folders.TryWriteAsync(Folder, Day, Late.AddHours(-1), null, token);
        var times = new CompletionTimes(Options.Create(new ManifestSettings()));
        Assert.True(await Completion.Completer(blobs, folders, documents, times).TryCompleteAsync(open!, Late, token));

        Assert.True(FolderManifest.TryRead(documents.Find($"{Folder}/{FolderManifest.FileName}")!, out var manifest));
        Assert.Equal(3, manifest.Rows);
        Assert.Equal(new Dictionary<string, long> { ["csv"] = 2, ["parquet"] = 2 }, manifest.RowsPerFormat);
        Assert.Equal(["data.csv", "data.parquet"], Files());

        IEnumerable<string> Files()
        {
            Assert.True(FolderSchemas.TryRead(documents.Find($"{Folder}/{FolderSchemas.FileName}")!, out var found));
            return Assert.Single(found.Schemas).Files.Select(file => file.ToString());
        }
    }
}
