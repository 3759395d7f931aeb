using ModelData.LocalEventHubs.Authorization;

namespace ModelData.Fuzz.Targets;

/// <summary>A token that the broker is shown.</summary>
internal sealed class TokenTarget : TextTarget
{
    public override IReadOnlyList<byte[]> Tokens { get; } =
        Pieces(
            "&",
            "=",
            "%",
            "%2",
            "%zz",
            "+",
            "sr=",
            "sig=",
            "se=",
            "skn=",
            "253402300800",
            "-1",
            "SharedAccessSignature ",
            "\0"
        );

    protected override string CreateText(Random random) =>
        $"SharedAccessSignature sr=amqp%3A%2F%2Fhost%2Fhub&sig=c2lnbmF0dXJl%3D&se={random.NextInt64(253402300799)}&skn=Root";

    protected override void Check(string text, bool isUntouched)
    {
        SasToken? token = SasToken.Parse(text);
        Assert.True(token is not null || !isUntouched);
        Assert.True(token is null || token.ExpiresAt.ToUnixTimeSeconds() >= 0);
    }
}
