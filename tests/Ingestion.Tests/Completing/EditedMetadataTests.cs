using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Completing;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Settings;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Completing;

/// <summary>Whatever somebody writes into the metadata of a data file: it is said once, and the folder becomes complete without that file.</summary>
[Trait("Level", "Unit")]
public sealed class EditedMetadataTests
{
    private const string Folder = "s/g/w/v/m/1/inputs/2026/11/25";
    private const string Edited = $"{Folder}/data.csv";
    private static readonly DateOnly Day = new(2026, 11, 25);
    private static readonly DateTimeOffset Late = CompletionTimes.EndOf(Day).AddDays(1);
    private static readonly FeatureSchema Other = new([
        .. SystemColumns.All,
        new FeatureColumn("partition", FeatureType.Int32),
        new FeatureColumn("sequence", FeatureType.Int64),
        new FeatureColumn("more", FeatureType.String),
    ]);

    private readonly InMemoryDataBlobs _blobs = new();
    private readonly InMemoryOpenFolders _folders = new();
    private readonly InMemoryFolderDocuments _documents = new();
    private readonly CapturedLogs _logs = new();

    public static TheoryData<string, string?> Edits =>
        new()
        {
            { BlobMetadata.Schema, null },
            { BlobMetadata.Schema, "" },
            { BlobMetadata.Schema, "ABCDEF0123456789" },
            { BlobMetadata.Schema, "0123456789abcdef0" },
            { BlobMetadata.Columns, "ABCDEF0123456789" },
            { BlobMetadata.Rows, null },
            { BlobMetadata.Rows, "-5" },
            { BlobMetadata.Rows, "many" },
            { BlobMetadata.Rows, "9223372036854775807" },
            { BlobMetadata.Rows, "99999999999999999999999" },
            { BlobMetadata.Copies, "-1" },
            { BlobMetadata.Copies, "some" },
            { BlobMetadata.Sequences, null },
            { BlobMetadata.Sequences, "!" },
            { BlobMetadata.Sequences, "AQ=" },
            { BlobMetadata.Format, null },
            { BlobMetadata.Format, "3" },
        };

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task TryComplete_MetadataEdited_IsSaidOnceAndTheFolderGoesOn(string entry, string? value)
    {
        await WriteAsync(Rows.Schema);
        await WriteAsync(Other);
        await EditAsync(entry, value);
        var sut = Create();

        // The first hours of the day, then the day: each is an attempt.
        var early = CompletionTimes.EndOf(Day).AddHours(-1);
        for (int attempt = 0; attempt < 3; attempt++)
        {
            Assert.True(await sut.TryCompleteAsync(await OpenAsync(), early, Token));
        }

        Assert.True(await sut.TryCompleteAsync(await OpenAsync(), Late, Token));
        Assert.Empty(_folders.All);

        var manifest = _documents.Find($"{Folder}/{FolderManifest.FileName}");
        Assert.True(FolderManifest.TryRead(manifest, out var read));
        Assert.Equal($"data-{Other.Hash}.csv", Assert.Single(read.Files).Name.ToString());
        var line = Assert.Single(_logs.Lines, line => line.Level >= LogLevel.Warning);
        Assert.Contains(Edited, line.Text, StringComparison.Ordinal);
        Assert.Equal(entry == BlobMetadata.Format ? EventIds.ForeignFile : EventIds.MetadataUnreadable, line.Id);
    }

    [Fact]
    public async Task TryComplete_EditedAnew_IsNews()
    {
        await WriteAsync(Rows.Schema);
        await EditAsync(BlobMetadata.Rows, "-1");
        var sut = Create();
        Assert.True(await sut.TryCompleteAsync(await OpenAsync(), Late, Token));
        await EditAsync(BlobMetadata.Rows, "-2");
        Assert.True(await sut.TryCompleteAsync(await OpenAsync(), Late, Token));
        Assert.Equal([EventIds.MetadataUnreadable, EventIds.MetadataUnreadable], _logs.Ids);
    }

    [Fact]
    public async Task TryComplete_SameFailureAtEachAttempt_IsSaidOnce()
    {
        await WriteAsync(Rows.Schema);
        _blobs.Before = (name, _) =>
        {
            if (name == "list")
            {
                throw new IOException("The response ended prematurely.");
            }
        };
        var sut = Create();
        for (int attempt = 0; attempt < 3; attempt++)
        {
            Assert.False(await sut.TryCompleteAsync(await OpenAsync(), Late, Token));
        }

        Assert.Equal([EventIds.CompletionFailed], _logs.Ids);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FolderCompleter Create() =>
        Completion.Completer(
            _blobs,
            _folders,
            _documents,
            new CompletionTimes(Options.Create(new ManifestSettings())),
            _logs.Factory
        );

    private async Task WriteAsync(FeatureSchema schema)
    {
        var buffer = new RowBuffer(new ChunkPool(1 << 20), schema, 0);
        var pending = Rows.Event(Rows.Progress(), 0);
        string more = schema.Columns.Count > Rows.Schema.Columns.Count ? ",more" : "";
        buffer.Append(pending, Rows.Encode(FileKind.Csv, schema, Rows.Line(pending).TrimEnd('\n') + more + "\n"), 1);
        var outcome = await Committers.Create(FileKind.Csv, _blobs, Folder, schema).TryCommitAsync(buffer, Token);
        Assert.Equal(CommitOutcome.Committed, outcome);
    }

    private async Task EditAsync(string entry, string? value)
    {
        var blob = (await _blobs.LoadAsync(Edited, Token))!;
        var metadata = new Dictionary<string, string>(blob.Metadata);
        metadata.Remove(entry);
        if (value is not null)
        {
            metadata[entry] = value;
        }

        await _blobs.CommitAsync(Edited, blob.Blocks.Select(block => block.Id), metadata, blob.ETag, Token);
    }

    private async Task<OpenFolder> OpenAsync() =>
        _folders.All.SingleOrDefault() ?? (await _folders.TryWriteAsync(Folder, Day, Late.AddHours(-1), null, Token))!;
}
