using System.Buffers.Text;
using System.Text;
using ModelData.Fuzz.Mutation;
using ModelData.Ingestion.Model;

namespace ModelData.Fuzz.Targets;

/// <summary>The position in a blob's metadata: nothing, or one that is packed to the same again.</summary>
internal sealed class SequencesTarget : FuzzTarget
{
    public override Chunking Chunking => Chunkings.None;

    public override byte[] Create(Random random)
    {
        var sequences = new CommittedSequences();
        for (int i = random.Next(5); i > 0; i--)
        {
            sequences.Raise(new SourcePartition((ulong)random.Next(3), random.Next(40)), random.NextInt64());
        }

        return Base64Url.DecodeFromChars(sequences.Pack());
    }

    // Tampered with as bytes, read as text; now and then the bytes are the text.
    public override void Check(byte[] input, bool isUntouched)
    {
        string text =
            isUntouched || input.Length % 5 > 0 ? Base64Url.EncodeToString(input) : Encoding.Latin1.GetString(input);
        if (CommittedSequences.TryUnpack(text) is not { } sequences)
        {
            Assert.False(isUntouched);
            return;
        }

        Assert.All(sequences.Entries, entry => Assert.True(entry.Key.Partition >= 0 && entry.Value >= -1));
        CommittedSequences? again = CommittedSequences.TryUnpack(sequences.Pack());
        Assert.NotNull(again);
        Assert.Equal(sequences.Entries, again.Entries);
    }
}
