using ModelData.Ingestion.Buffering;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Buffering;

[Trait("Level", "Unit")]
public sealed class SealedBuffersTests
{
    private static readonly string Files = new BlobKey("f", Rows.Schema.Hash, FileKind.Csv).Id;
    private readonly SealedBuffers _sut = new(
        Committers.Only(Committers.Create(FileKind.Csv, new InMemoryDataBlobs(), "f"))
    );

    [Fact]
    public async Task Next_SomeEventsAreLetters_NoneGoesBeforeOneOfItsPartition()
    {
        var (other, refused) = (Progress(0), Progress(1));
        await refused.Session.Files.RefuseAsync(new RefusedRange(Files, 3, 5), TestContext.Current.CancellationToken);
        Add((other, 7), (refused, 2), (refused, 3), (other, 8), (refused, 5), (refused, 6), (other, 9));

        Assert.Equal(["0:7", "1:2", "0:8", "0:9"], Take(isLetters: false));
        Assert.Equal(["1:3", "1:5"], Take(isLetters: true));
        Assert.Equal(["1:6"], Take(isLetters: false));
        Assert.Equal(0, _sut.Count);
    }

    [Fact]
    public async Task Next_OnePartitionHasLeftAFile_ItsRowsAreABufferOfTheirOwn()
    {
        var (stays, leaves) = (Progress(0), Progress(1));
        await leaves.Session.Files.LeaveAsync(new FileLeft(Files, "f/data.csv"), TestContext.Current.CancellationToken);
        Add((stays, 1), (leaves, 1), (stays, 2), (leaves, 2));

        Assert.Equal(["0:1", "0:2"], Take(isLetters: false));
        Assert.Equal(["1:1", "1:2"], Take(isLetters: false));
    }

    private static PartitionProgress Progress(int partition) => Rows.Progress(partition);

    private void Add(params (PartitionProgress Progress, long Sequence)[] events)
    {
        var buffer = new RowBuffer(new ChunkPool(1 << 20), Rows.Schema, openedAt: 0);
        foreach (var (progress, sequence) in events)
        {
            Rows.Append(buffer, Rows.Event(progress, sequence));
        }

        _sut.Add(buffer);
    }

    private List<string> Take(bool isLetters)
    {
        var buffer = _sut.Next()!;
        Assert.Equal(isLetters, _sut.IsLetters(buffer));
        _sut.RemoveOldest();
        return [.. buffer.Segments.Select(it => $"{it.Event.PartitionId}:{it.Event.SequenceNumber}")];
    }
}
