using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Buffering;

/// <summary>What must hold is checked where it lives: a mistake of the engine is an exception before it is a wrong file.</summary>
[Trait("Level", "Unit")]
public sealed class InvariantTests
{
    [Fact]
    public void Append_SequenceNumberFalls_Throws()
    {
        var progress = Rows.Progress();
        var (first, second) = (Rows.Event(progress, 5), Rows.Event(progress, 6));
        var buffer = new RowBuffer(new ChunkPool(1 << 20), Rows.Schema, openedAt: 0);
        Rows.Append(buffer, second);

        var e = Assert.Throws<InvalidOperationException>(() => Rows.Append(buffer, first));

        Assert.Contains("sequence numbers rise", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_OfALaterSessionThatReadsAgain_IsTaken()
    {
        var (before, after) = (Rows.Progress(), Rows.Progress());
        var buffer = new RowBuffer(new ChunkPool(1 << 20), Rows.Schema, openedAt: 0);
        Rows.Append(buffer, Rows.Event(before, 5));
        Rows.Append(buffer, Rows.Event(after, 4));

        buffer.Verify();

        Assert.Equal(2, buffer.Rows);
    }

    [Fact]
    public void Complete_EventBehindThePosition_EndsTheSession()
    {
        var progress = Rows.Progress(position: 7);
        var again = Rows.Event(progress, 7);

        again.Complete();

        Assert.Equal(SessionEnd.Failed, progress.Session.End);
        Assert.Contains("would go back", progress.Session.Problem, StringComparison.Ordinal);
        Assert.Equal(7, progress.Position.SequenceNumber);
        Assert.Equal(0, progress.PendingCount);
    }
}
