using System.Text;
using ModelData.Fuzz.Mutation;

namespace ModelData.Fuzz.Targets;

/// <summary>A short text of a stranger.</summary>
internal abstract class TextTarget : FuzzTarget
{
    public override Chunking Chunking => Chunkings.Text;

    public override byte[] Create(Random random) => Encoding.UTF8.GetBytes(CreateText(random));

    public override void Check(byte[] input, bool isUntouched) => Check(Encoding.UTF8.GetString(input), isUntouched);

    protected static IReadOnlyList<byte[]> Pieces(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    protected abstract string CreateText(Random random);

    protected abstract void Check(string text, bool isUntouched);
}
