using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Committing;

/// <summary>A file that was refused before there was anything in it: who has left it writes to the sibling, everybody else still to it.</summary>
[Trait("Level", "Unit")]
public sealed class AbsentFileTests
{
    private const string Folder = "default/default/default/default/m/1/inputs/2026/01/01";
    private readonly InMemoryDataBlobs _blobs = new();

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task TryCommit_OnlyAnotherPartitionHasLeftIt_CreatesIt(string format)
    {
        var kind = format == "csv" ? FileKind.Csv : FileKind.Parquet;
        var (leaves, stays) = (Rows.Progress(0), Rows.Progress(1));
        var sut = Committers.Create(kind, _blobs, Folder);
        string file = $"{Folder}/data.{format}";
        await leaves.Session.Files.LeaveAsync(new FileLeft(sut.Files, file), TestContext.Current.CancellationToken);

        await CommitAsync(sut, kind, leaves, 0);
        Assert.DoesNotContain(file, _blobs.Names());
        await CommitAsync(Committers.Create(kind, _blobs, Folder), kind, stays, 0);
        Assert.Contains(file, _blobs.Names());
        await CommitAsync(Committers.Create(kind, _blobs, Folder), kind, leaves, 1);

        Assert.Equal(2, _blobs.Names().Count);
        Assert.Equal("1", _blobs.Metadata(file)[BlobMetadata.Rows]);
    }

    private static async Task CommitAsync(BlobCommitter sut, FileKind kind, PartitionProgress progress, long sequence)
    {
        var buffer = new RowBuffer(new ChunkPool(1 << 20), Rows.Schema, openedAt: 0);
        Rows.Append(buffer, Rows.Event(progress, sequence), kind);
        Assert.Equal(CommitOutcome.Committed, await sut.TryCommitAsync(buffer, TestContext.Current.CancellationToken));
    }
}
