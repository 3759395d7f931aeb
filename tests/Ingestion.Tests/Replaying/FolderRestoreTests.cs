using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Replaying;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Replaying;

[Trait("Level", "Unit")]
[Trait("Topic", "Replay")]
public sealed class FolderRestoreTests
{
    private static readonly CollectionAddress Address = new("s", "r", "w", "svc", "m", "1", "inputs");
    private static readonly DateOnly Day = new(2026, 3, 7);
    private static readonly string Folder = BlobLayout.Folder(Address, Day);
    private static readonly FeatureSchema Other = new([
        .. SystemColumns.All,
        new FeatureColumn("other", FeatureType.Int32),
    ]);

    private readonly InMemoryDataBlobs _scratch = new();
    private readonly InMemoryDataBlobs _data = new();
    private readonly InMemoryOpenFolders _folders = new();
    private readonly InMemoryFolderDocuments _documents = new();
    private readonly SourcePartition _source = new(Rows.Incarnation.Id, 0);

    [Fact]
    public async Task Restore_SeveralFilesOfOneGroup_AreAllCopiedWithBlocksAndMetadata()
    {
        await WriteAsync(_scratch, "data.csv", Rows.Schema, 300, "a", "b");
        await WriteAsync(_scratch, "data-2.csv", Rows.Schema, 450, "c");
        var group = Group(Rows.Schema, rows: 3);
        var sut = CreateSut();
        await sut.RestoreAsync(group, Token);
        Assert.True(sut.IsWritten(group.Key));
        Assert.Equal([$"{Folder}/data-2.csv", $"{Folder}/data.csv"], _data.Names());
        Assert.Equal("ab", _data.Text($"{Folder}/data.csv"));
        Assert.Equal("c", _data.Text($"{Folder}/data-2.csv"));
        var first = await _scratch.LoadAsync($"{Folder}/data.csv", Token);
        var copy = await _data.LoadAsync($"{Folder}/data.csv", Token);
        Assert.Equal(first!.Metadata, copy!.Metadata);
        Assert.Equal(first.Blocks.Select(block => block.Length), copy.Blocks.Select(block => block.Length));
        Assert.Empty(first.Blocks.Select(block => block.Id).Intersect(copy.Blocks.Select(block => block.Id)));
        Assert.True(BlobState.IsIntact(copy));
    }

    [Fact]
    public async Task Restore_AnotherSchemaHoldsTheName_TakesItsSibling()
    {
        await WriteAsync(_scratch, "data.csv", Rows.Schema, 300, "a");
        await WriteAsync(_data, "data.csv", Other, 300, "x");
        await CreateSut().RestoreAsync(Group(Rows.Schema, rows: 1), Token);
        Assert.Equal("x", _data.Text($"{Folder}/data.csv"));
        Assert.Equal("a", _data.Text($"{Folder}/data-{Rows.Schema.Hash}.csv"));
    }

    [Fact]
    public async Task Restore_AnotherSchemaClaimsTheNameMeanwhile_TakesItsSibling()
    {
        await WriteAsync(_scratch, "data.csv", Rows.Schema, 300, "a");
        bool isFirst = true;
        _data.Before = (operation, _) =>
        {
            if (operation == "stage" && isFirst)
            {
                isFirst = false;
                WriteAsync(_data, "data.csv", Other, 300, "x").GetAwaiter().GetResult();
            }
        };
        await CreateSut().RestoreAsync(Group(Rows.Schema, rows: 1), Token);
        Assert.Equal("x", _data.Text($"{Folder}/data.csv"));
        Assert.Equal("a", _data.Text($"{Folder}/data-{Rows.Schema.Hash}.csv"));
    }

    [Fact]
    public async Task Restore_WorkerWritesBehindTheFirstFile_TheSecondTakesTheNextName()
    {
        await WriteAsync(_scratch, "data.csv", Rows.Schema, 300, "a");
        await WriteAsync(_scratch, "data-2.csv", Rows.Schema, 450, "b");
        bool isFirst = true;
        _data.After = (operation, name) =>
        {
            if (operation == "commit" && isFirst && name.EndsWith("data.csv", StringComparison.Ordinal))
            {
                isFirst = false;
                WriteAsync(_data, "data-2.csv", Rows.Schema, 600, "live").GetAwaiter().GetResult();
            }
        };
        var sut = CreateSut();
        var group = Group(Rows.Schema, rows: 2);
        await sut.RestoreAsync(group, Token);
        Assert.Equal("live", _data.Text($"{Folder}/data-2.csv"));
        Assert.Equal("b", _data.Text($"{Folder}/data-3.csv"));
        Assert.Equal(3, (await sut.ReadAsync(group, Token)).Rows);
    }

    [Fact]
    public async Task Restore_RowsMayBeInFilesOfAnotherRouting_IsRefused()
    {
        await WriteAsync(_scratch, "data-p0000.csv", Rows.Schema, 300, "a");
        await WriteAsync(_data, "data.csv", Rows.Schema, 200, "x");
        var sut = CreateSut();
        var group = Group(Rows.Schema, rows: 1, share: 0);
        await sut.RestoreAsync(group, Token);
        Assert.False(sut.IsWritten(group.Key));
        Assert.Contains("data.csv", sut.Refusal(group.Key));
        Assert.Single(_data.Names());
    }

    [Fact]
    public async Task Restore_RowsMayBeInAFolderNamedOtherwise_IsRefused()
    {
        await WriteAsync(_scratch, "data.csv", Rows.Schema, 300, "a");
        await WriteAsync(_data, "data.csv", Rows.Schema, 200, BlobLayout.Folder(Address, Day, isPadded: false), ["x"]);
        var sut = CreateSut();
        var group = Group(Rows.Schema, rows: 1);
        await sut.RestoreAsync(group, Token);
        Assert.Contains("2026/3/7/data.csv", sut.Refusal(group.Key));
        Assert.Single(_data.Names());
    }

    [Fact]
    public async Task Restore_FileWritten_ItsFolderIsOpenAndItsSchemaNoted()
    {
        await WriteAsync(_scratch, "data.csv", Rows.Schema, 300, "a");
        await CreateSut().RestoreAsync(Group(Rows.Schema, rows: 1), Token);
        var open = Assert.Single(_folders.All);
        Assert.Equal((Folder, Day), (open.Folder, open.Day));
        Assert.True(open.Until > TimeProvider.System.GetUtcNow());
        byte[] document = _documents.Find($"{Folder}/{FolderSchemas.FileName}")!;
        Assert.True(FolderSchemas.TryRead(document, out var schemas));
        Assert.NotNull(schemas.Find(Rows.Schema.Hash));
    }

    [Fact]
    public async Task Restore_FewerRowsBuiltThanRead_Fails()
    {
        await WriteAsync(_scratch, "data.csv", Rows.Schema, 300, "a");
        await Assert.ThrowsAsync<ReplayException>(() => CreateSut().RestoreAsync(Group(Rows.Schema, rows: 2), Token));
        Assert.Empty(_data.Names());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FolderRestore CreateSut() =>
        new(
            _scratch,
            _data,
            new RestoredFolders(
                _folders,
                new SchemaRecord(_documents, TimeProvider.System, NullLogger<SchemaRecord>.Instance),
                new CompletionTimes(Options.Create(new ManifestSettings())),
                TimeProvider.System
            ),
            Committers.Formats,
            writes: true
        );

    private ReplayedGroup Group(FeatureSchema schema, int rows, int? share = null)
    {
        var group = new ReplayedGroup(new BlobKey(Folder, schema.Hash, FileKind.Csv, share), schema, Address, Day);
        group.Add(_source, 450, rows);
        return group;
    }

    private Task WriteAsync(
        InMemoryDataBlobs blobs,
        string name,
        FeatureSchema schema,
        long sequence,
        params string[] blocks
    ) => WriteAsync(blobs, name, schema, sequence, Folder, blocks);

    // One row a block.
    private async Task WriteAsync(
        InMemoryDataBlobs blobs,
        string name,
        FeatureSchema schema,
        long sequence,
        string folder,
        string[] blocks
    )
    {
        var ids = new EpochBlockIds();
        var staged = new List<string>();
        foreach (string block in blocks)
        {
            staged.Add(ids.Next(staged.Count));
            var content = new MemoryStream(Encoding.UTF8.GetBytes(block));
            await blobs.StageAsync($"{folder}/{name}", staged[^1], content, Token);
        }

        var sequences = new CommittedSequences();
        sequences.Raise(_source, sequence);
        var metadata = BlobMetadata.Create(sequences, "commit", schema, blocks.Length, last: DateTimeOffset.UnixEpoch);
        await blobs.CommitAsync($"{folder}/{name}", staged, metadata, null, Token);
    }
}
