using ModelData.Ingestion.Files;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Buffering;

/// <summary>What must hold is checked where it lives: a mistake of the engine is an exception before it is a wrong file.</summary>
[Trait("Category", "Unit")]
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
    public void Complete_EventBehindThePosition_Throws()
    {
        var progress = Rows.Progress(position: 7);
        var again = Rows.Event(progress, 7);

        var e = Assert.Throws<InvalidOperationException>(again.Complete);

        Assert.Contains("never goes back", e.Message, StringComparison.Ordinal);
    }
}
