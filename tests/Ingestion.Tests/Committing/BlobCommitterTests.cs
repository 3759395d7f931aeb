using Microsoft.Extensions.Time.Testing;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Replaying;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Committing;

[Trait("Level", "Unit")]
public sealed class BlobCommitterTests
{
    private const string Folder = "default/default/default/default/m/1/inputs/2026/01/01";
    private static readonly string Header = System.Text.Encoding.UTF8.GetString(Rows.Schema.HeaderLine.Span);
    private readonly InMemoryDataBlobs _blobs = new();
    private readonly PartitionProgress _progress = Rows.Progress();
    private readonly ChunkPool _pool = new(1 << 20);

    [Fact]
    public async Task TryCommit_NewBlob_WritesHeaderRowsAndMetadataTogether()
    {
        Assert.Equal(CommitOutcome.Committed, await CreateSut().TryCommitAsync(Buffer(0, 1), Token));
        Assert.Equal(Header + Lines(0, 1), _blobs.Text($"{Folder}/data.csv"));
        var blob = await _blobs.LoadAsync($"{Folder}/data.csv", Token);
        Assert.True(BlobMetadata.IsByHash(blob!.Metadata, Rows.Schema.Hash));
        Assert.True(CommittedSequences.TryUnpack(blob.Metadata[BlobMetadata.Sequences])!.Contains(_progress.Source, 1));
    }

    [Fact]
    public async Task TryCommit_ReplayAfterRestart_TrimsWhatIsIn()
    {
        await CreateSut().TryCommitAsync(Buffer(0, 1), Token);
        var replay = Rows.Progress();
        var buffer = Buffer(replay, 0, 1, 2);
        Assert.Equal(CommitOutcome.Committed, await CreateSut().TryCommitAsync(buffer, Token));
        Assert.Equal(Header + Lines(0, 1, 2), _blobs.Text($"{Folder}/data.csv"));
        Assert.Equal(1, replay.Position.SequenceNumber);
    }

    [Fact]
    public async Task TryCommit_AnswerLost_NextAttemptFindsEverythingIn()
    {
        var sut = CreateSut();
        _blobs.After = (operation, _) => ThrowOn(operation, "commit", new HttpRequestException("lost"));
        var buffer = Buffer(0, 1);
        Assert.Equal(CommitOutcome.Unavailable, await sut.TryCommitAsync(buffer, Token));
        _blobs.After = (_, _) => { };
        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal(Header + Lines(0, 1), _blobs.Text($"{Folder}/data.csv"));
        Assert.Equal(1, _blobs.Commits);
    }

    [Fact]
    public async Task TryCommit_OtherSchemaInFolder_GoesToItsOwnSibling()
    {
        await CreateSut().TryCommitAsync(Buffer(0), Token);
        var other = new FeatureSchema([.. SystemColumns.All, new FeatureColumn("x", FeatureType.Double)]);
        await CreateSut(other).TryCommitAsync(Buffer(other, 1), Token);
        await CreateSut(other).TryCommitAsync(Buffer(other, 2), Token);
        await CreateSut().TryCommitAsync(Buffer(3), Token);
        Assert.Equal([$"{Folder}/data-{other.Hash}.csv", $"{Folder}/data.csv"], _blobs.Names());
        Assert.Equal(Header + Lines(0, 3), _blobs.Text($"{Folder}/data.csv"));
        Assert.EndsWith("\n1\n2\n", _blobs.Text($"{Folder}/data-{other.Hash}.csv"));
    }

    [Fact]
    public async Task TryCommit_UserUploadedOverTheFile_LeavesItAndTakesTheNextSibling()
    {
        var sut = CreateSut();
        await sut.TryCommitAsync(Buffer(0), Token);
        _blobs.Upload($"{Folder}/data.csv", "mine\n");
        var buffer = Buffer(1);
        Assert.Equal(CommitOutcome.Conflict, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal("mine\n", _blobs.Text($"{Folder}/data.csv"));
        Assert.Equal(Header + Lines(1), _blobs.Text($"{Folder}/data-2.csv"));
    }

    [Fact]
    public async Task TryCommit_UserDeletedTheFile_GoesOnInANewOne()
    {
        var sut = CreateSut();
        await sut.TryCommitAsync(Buffer(0), Token);
        _blobs.Delete($"{Folder}/data.csv");
        var buffer = Buffer(1);
        await sut.TryCommitAsync(buffer, Token);
        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(buffer, Token));
        Assert.Equal(Header + Lines(1), _blobs.Text($"{Folder}/data.csv"));
    }

    [Fact]
    public async Task TryCommit_FileThatThePartitionHasLeft_SiblingDoesNotRepeatItsRowsEvenAfterRestart()
    {
        await CreateSut().TryCommitAsync(Buffer(0, 1), Token);
        var progress = Rows.Progress();
        await LeaveAsync(progress);

        await CreateSut().TryCommitAsync(Buffer(progress, 0, 1, 2), Token);
        await CreateSut().TryCommitAsync(Buffer(progress, 0, 1, 2, 3), Token);

        Assert.Equal(Header + Lines(0, 1), _blobs.Text($"{Folder}/data.csv"));
        Assert.Equal(Header + Lines(2, 3), _blobs.Text($"{Folder}/data-2.csv"));
    }

    [Fact]
    public async Task TryCommit_SiblingOfAnotherPartition_IsNotUsedByOneThatHasNotLeftTheFile()
    {
        await CreateSut().TryCommitAsync(Buffer(0), Token);
        var left = Rows.Progress();
        await LeaveAsync(left);
        await CreateSut().TryCommitAsync(Buffer(left, 1), Token);

        var other = Rows.Progress(partition: 1);
        await CreateSut().TryCommitAsync(Buffer(other, 7), Token);

        Assert.Equal(Header + Lines(0) + Line(other, 7), _blobs.Text($"{Folder}/data.csv"));
        Assert.Equal(Header + Lines(1), _blobs.Text($"{Folder}/data-2.csv"));
    }

    [Fact]
    public async Task TryCommit_FileIsFullUnderTwoWriters_BothGoOnInOneSibling()
    {
        var one = CreateSut();
        var other = CreateSut();
        await one.TryCommitAsync(Buffer(0), Token);
        await other.TryCommitAsync(Buffer(0, 1), Token);
        await CloseAsync($"{Folder}/data.csv");

        foreach (var sut in new[] { one, other })
        {
            var buffer = Buffer(0, 1, 2);
            while (await sut.TryCommitAsync(buffer, Token) == CommitOutcome.Conflict) { }
        }

        Assert.Equal(Header + Lines(0, 1), _blobs.Text($"{Folder}/data.csv"));
        Assert.Equal(Header + Lines(2), _blobs.Text($"{Folder}/data-2.csv"));
    }

    /// <summary>
    /// The former owner of a partition commits and closes between our listing of the folder and our look at the file: what it has is not written
    /// again.
    /// </summary>
    [Fact]
    public async Task TryCommit_FileGrowsAndIsClosedBehindTheListing_WhatIsInItStaysOut()
    {
        var one = CreateSut();
        var other = CreateSut();
        await other.TryCommitAsync(Buffer(0), Token);
        Task? meanwhile = null;
        _blobs.Before = (operation, name) =>
        {
            if (operation == "load")
            {
                _blobs.Before = (_, _) => { };
                // In memory, so that all of it has happened when the call returns.
                meanwhile = CommitAndCloseAsync(other, Buffer(1), name);
            }
        };

        var buffer = Buffer(0, 1, 2);
        while (await one.TryCommitAsync(buffer, Token) == CommitOutcome.Conflict) { }

        Assert.True(meanwhile?.IsCompletedSuccessfully);
        Assert.Equal(Header + Lines(0, 1), _blobs.Text($"{Folder}/data.csv"));
        Assert.Equal(Header + Lines(2), _blobs.Text($"{Folder}/data-2.csv"));
    }

    [Fact]
    public async Task TryCommit_LookBecomesTooOldWhileBlocksAreStaged_NothingIsCommitted()
    {
        var time = new FakeTimeProvider();
        var session = new PartitionSession(
            "0",
            Rows.Incarnation,
            position: 0,
            time.GetTimestamp(),
            TimeSpan.FromSeconds(60),
            new FilesLeftInMemory(),
            time
        );
        _blobs.Before = (operation, _) => time.Advance(TimeSpan.FromSeconds(operation == "stage" ? 60 : 0));

        Assert.Equal(
            CommitOutcome.Unproven,
            await CreateSut().TryCommitAsync(Buffer(Rows.Progress(session: session), 0), Token)
        );

        Assert.Empty(_blobs.Names());
    }

    private static Task<SaveOutcome> LeaveAsync(PartitionProgress progress)
    {
        var key = new BlobKey(Folder, Rows.Schema.Hash, FileKind.Csv);
        return progress.Session.Files.LeaveAsync(new FileLeft(key.Id, $"{Folder}/data.csv"), Token);
    }

    private static string Line(PartitionProgress progress, long sequence) => Rows.Line(Rows.Event(progress, sequence));

    private async Task CommitAndCloseAsync(BlobCommitter committer, RowBuffer buffer, string name)
    {
        await committer.TryCommitAsync(buffer, Token);
        await CloseAsync(name);
    }

    private async Task CloseAsync(string name)
    {
        var loaded = (await _blobs.LoadAsync(name, Token))!;
        var metadata = new Dictionary<string, string>(loaded.Metadata) { [BlobMetadata.Closed] = "1" };
        await _blobs.CommitAsync(name, loaded.Blocks.Select(block => block.Id), metadata, loaded.ETag, Token);
    }

    [Fact]
    public async Task TryCommit_ManySmallFlushes_MergesBlocksAndKeepsEveryRow()
    {
        var sut = CreateSut();
        long[] sequences = [.. Enumerable.Range(0, 3000)];
        foreach (long sequence in sequences)
        {
            Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(Buffer(sequence), Token));
        }

        var blob = await _blobs.LoadAsync($"{Folder}/data.csv", Token);
        Assert.Equal(Header + Lines(sequences), _blobs.Text($"{Folder}/data.csv"));
        Assert.InRange(blob!.Blocks.Count, 1, 500);
        Assert.Equal("3000", blob.Metadata[BlobMetadata.Rows]);
        Assert.Equal(0, _blobs.Reads);
        Assert.InRange((double)_blobs.StagedBytes / blob.Length, 1, 3);
    }

    [Fact]
    public async Task TryCommit_MergeAfterATakeover_ReadsTheBlocksBack()
    {
        for (int i = 0; i < 600; i++)
        {
            // Each writer is new: it has nothing in its cache.
            await CreateSut().TryCommitAsync(Buffer(Rows.Progress(), i), Token);
        }

        Assert.Equal(Header + Lines([.. Enumerable.Range(0, 600)]), _blobs.Text($"{Folder}/data.csv"));
        Assert.InRange(_blobs.Reads, 1, 3);
    }

    [Fact]
    public async Task TryCommit_MergeBeyondAMegabyteAfterATakeover_IsOneRead()
    {
        var expected = new System.Text.StringBuilder(Header);
        for (int i = 0; i < 30; i++)
        {
            string row = Rows.Line(Rows.Event(Rows.Progress(), i))[..^1] + new string('0', 100_000) + "\n";
            expected.Append(row);
            var buffer = new RowBuffer(_pool, Rows.Schema, openedAt: 0);
            buffer.Append(Rows.Event(Rows.Progress(), i), System.Text.Encoding.UTF8.GetBytes(row), 1);
            Assert.Equal(CommitOutcome.Committed, await CreateSut().TryCommitAsync(buffer, Token));
        }

        Assert.Equal(expected.ToString(), _blobs.Text($"{Folder}/data.csv"));
        Assert.Equal(2, _blobs.Reads);
    }

    [Fact]
    public async Task TryCommit_BlobChangesWhileItsBlocksAreRead_NothingIsLostOrDoubled()
    {
        var sut = CreateSut();
        for (int i = 0; i < 340; i++)
        {
            await CreateSut().TryCommitAsync(Buffer(Rows.Progress(), i), Token);
        }

        bool isOvertaken = false;
        _blobs.Before = (operation, _) =>
        {
            if (operation == "read" && !isOvertaken)
            {
                isOvertaken = true;
                Assert.True(CreateSut().TryCommitAsync(Buffer(Rows.Progress(), 340), Token).IsCompletedSuccessfully);
            }
        };
        for (int i = 340; i < 700; i++)
        {
            var buffer = Buffer(i);
            while (await sut.TryCommitAsync(buffer, Token) != CommitOutcome.Committed) { }
        }

        Assert.True(isOvertaken);
        Assert.Equal(Header + Lines([.. Enumerable.Range(0, 700)]), _blobs.Text($"{Folder}/data.csv"));
    }

    [Fact]
    public async Task TryCommit_FileHasAnotherColumnOrder_RowsAreBroughtIntoIt()
    {
        await CreateSut().TryCommitAsync(Buffer(0), Token);
        var other = new FeatureSchema([.. SystemColumns.All, Rows.Schema.Columns[4], Rows.Schema.Columns[3]]);
        var sut = CreateSut(other);
        var buffer = new RowBuffer(_pool, other, openedAt: 0);
        buffer.Append(Rows.Event(_progress, 1), "2026-01-01T00:00:00.000000Z,,,1,0\n"u8, 1);
        buffer.Append(Rows.Event(_progress, 2), "2026-01-01T00:00:00.000000Z,,,2,0\n"u8, 1);

        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(buffer, Token));

        Assert.Equal(Header + Lines(0, 1, 2), _blobs.Text($"{Folder}/data.csv"));
        Assert.Equal(Rows.Schema, sut.Schema);
        Assert.Single(_blobs.Names());
    }

    [Fact]
    public async Task TryCommit_FourWritersTakeTurns_StagesHardlyAnythingInVain()
    {
        var writers = Enumerable.Range(0, 4).Select(p => (Sut: CreateSut(), Progress: Rows.Progress(p))).ToArray();
        for (int i = 0; i < 50; i++)
        {
            foreach (var (sut, progress) in writers)
            {
                var buffer = Buffer(progress, i);
                while (await sut.TryCommitAsync(buffer, Token) != CommitOutcome.Committed) { }
            }
        }

        var blob = await _blobs.LoadAsync($"{Folder}/data.csv", Token);
        Assert.Equal("200", blob!.Metadata[BlobMetadata.Rows]);
        Assert.Equal(201, _blobs.Text($"{Folder}/data.csv").Count(c => c == '\n'));
        // Each writer is surprised once; afterwards it looks before it stages.
        Assert.InRange(_blobs.StagedBytes, blob.Length, blob.Length + 4 * 300);
    }

    [Fact]
    public async Task TryCommit_Spread_EachPartitionHasItsFile()
    {
        await CreateSut(partition: 7).TryCommitAsync(Buffer(0), Token);
        await CreateSut().TryCommitAsync(Buffer(1), Token);
        await CreateSut(partition: 7).TryCommitAsync(Buffer(2), Token);
        Assert.Equal([$"{Folder}/data-p0007.csv", $"{Folder}/data.csv"], _blobs.Names());
        Assert.Equal(Header + Lines(0, 2), _blobs.Text($"{Folder}/data-p0007.csv"));
    }

    [Theory]
    [InlineData(412, "LeaseIdMissing")]
    [InlineData(409, "BlobImmutableDueToPolicy")]
    [InlineData(409, "BlobArchived")]
    [InlineData(409, "InvalidBlobType")]
    [InlineData(403, "AuthorizationFailure")]
    public async Task TryCommit_StorageRefuses_IsNotTakenForAConflict(int status, string code)
    {
        _blobs.Before = (operation, _) =>
            ThrowOn(operation, "commit", new Azure.RequestFailedException(status, code, code, null));
        Assert.Equal(CommitOutcome.Refused, await CreateSut().TryCommitAsync(Buffer(0), Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static void ThrowOn(string operation, string wanted, Exception exception)
    {
        if (operation == wanted)
        {
            throw exception;
        }
    }

    private BlobCommitter CreateSut(FeatureSchema? schema = null, int? partition = null) =>
        Committers.Create(FileKind.Csv, _blobs, Folder, schema, partition);

    private RowBuffer Buffer(FeatureSchema schema, long sequence)
    {
        var buffer = new RowBuffer(_pool, schema, openedAt: 0);
        buffer.Append(Rows.Event(_progress, sequence), System.Text.Encoding.UTF8.GetBytes($"{sequence}\n"), 1);
        return buffer;
    }

    private RowBuffer Buffer(params long[] sequences) => Buffer(_progress, sequences);

    private RowBuffer Buffer(PartitionProgress progress, params long[] sequences)
    {
        var buffer = new RowBuffer(_pool, Rows.Schema, openedAt: 0);
        foreach (long sequence in sequences)
        {
            Rows.Append(buffer, Rows.Event(progress, sequence));
        }

        return buffer;
    }

    private string Lines(params long[] sequences) =>
        string.Concat(sequences.Select(s => Rows.Line(Rows.Event(_progress, s))));
}
