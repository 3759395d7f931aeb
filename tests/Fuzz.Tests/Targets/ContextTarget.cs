using ModelData.Producer;

namespace ModelData.Fuzz.Targets;

/// <summary>A context that came back from another system: none, or one that is written as it was read.</summary>
internal sealed class ContextTarget : TextTarget
{
    public override IReadOnlyList<byte[]> Tokens { get; } =
        Pieces(".", "1.", "-", "%", "%41", "%zz", "99999999999999999", "00000000000000000000000000000000", "é", "\0");

    protected override string CreateText(Random random) =>
        $"1.{random.NextInt64(4_000_000_000_000_000)}.{new string("0123456789abcdef"[random.Next(16)], 32)}"
        + (random.Next(2) == 0 ? "" : ".order%2017%20%C3%A9");

    protected override void Check(string text, bool isUntouched)
    {
        if (!CollectionContext.TryParse(text, out CollectionContext context))
        {
            Assert.False(isUntouched);
            return;
        }

        Assert.Equal(context, CollectionContext.Parse(context.ToString()));
    }
}
