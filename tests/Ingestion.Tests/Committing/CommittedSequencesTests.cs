using CsCheck;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Tests.Committing;

[Trait("Level", "Unit")]
public sealed class CommittedSequencesTests
{
    private static readonly Gen<(SourcePartition Source, long Sequence)[]> GenEntries = Gen.Select(
        Gen.Select(Gen.ULong[0, 3], Gen.Int[0, 1000], (i, p) => new SourcePartition(i * 0x1234_5678_9ABC_DEF1, p)),
        Gen.Long[-1, long.MaxValue - 1]
    ).Array[0, 40];

    [Fact]
    public void Pack_AnyEntries_UnpacksToTheHighest() =>
        GenEntries.Sample(entries =>
        {
            var sequences = new CommittedSequences();
            foreach (var (source, sequence) in entries)
            {
                sequences.Raise(source, sequence);
            }

            var unpacked = CommittedSequences.TryUnpack(sequences.Pack());
            Assert.NotNull(unpacked);
            Assert.Equal(sequences.Entries, unpacked.Entries);
            foreach (var group in entries.GroupBy(e => e.Source))
            {
                long highest = group.Max(e => e.Sequence);
                Assert.True(unpacked.Contains(group.Key, highest));
                Assert.False(unpacked.Contains(group.Key, highest + 1));
            }
        });

    [Fact]
    public void TryUnpack_AnyText_ReturnsSequencesOrNull() =>
        Gen.String[Gen.Char.AlphaNumeric, 0, 60].Sample(text => _ = CommittedSequences.TryUnpack(text));

    [Fact]
    public void Pack_ThirtyTwoPartitions_StaysFarBelowTheMetadataLimit()
    {
        var sequences = new CommittedSequences();
        for (int partition = 0; partition < 32; partition++)
        {
            sequences.Raise(new SourcePartition(ulong.MaxValue, partition), 1_000_000_000 + partition);
        }

        Assert.InRange(sequences.Pack().Length, 1, 350);
    }

    [Fact]
    public void Contains_OtherIncarnation_IsFalse()
    {
        var sequences = new CommittedSequences();
        sequences.Raise(new SourcePartition(1, 0), 100);
        Assert.False(sequences.Contains(new SourcePartition(2, 0), 5));
    }
}
