using ModelData.HubClient;

namespace ModelData.Fuzz.Targets;

/// <summary>What a peer says of an error, before it reaches a log: bounded, on one line, without the secret.</summary>
internal sealed class PeerTextTarget : TextTarget
{
    private const int MostCharacters = 4096;

    public override IReadOnlyList<byte[]> Tokens { get; } =
        Pieces(
            "sig=",
            "SharedAccessKey=",
            "Bearer ",
            "\r\n",
            "\u2028",
            "\0",
            "\u001b[31m",
            ";",
            "&",
            " ",
            new string('x', 2000)
        );

    protected override string CreateText(Random random) =>
        $"The token {random.Next()} is refused: SharedAccessSignature sr=a&sig=c2VjcmV0&se=1; try again.";

    protected override void Check(string text, bool isUntouched)
    {
        string clean = PeerText.Clean(text);
        Assert.InRange(clean.Length, 0, MostCharacters);
        Assert.DoesNotContain(clean, character => char.IsControl(character) || character is '\u2028' or '\u2029');
        Assert.DoesNotContain("sig=c2Vjcm", clean, StringComparison.OrdinalIgnoreCase);
    }
}
