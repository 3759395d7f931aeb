using System.Security.Cryptography;
using ModelData.LocalEventHubs;
using ModelData.LocalEventHubs.Authorization;
using ModelData.LocalEventHubs.Clients;

namespace ModelData.Fuzz.Targets;

/// <summary>A web token that the broker is shown: worth nothing when anything that was signed is another than it was.</summary>
internal sealed class WebTokenTarget : TextTarget
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly WebTokenVerifier Verifier = new(
        new TrustedIssuer(WebToken.Issuer, Key.ExportSubjectPublicKeyInfoPem()),
        TimeProvider.System
    );

    private static readonly string[] Samples = [.. new[] { "send", "listen", "manage" }.Select(Sign)];

    public override IReadOnlyList<byte[]> Tokens { get; } =
        Pieces(
            ".",
            "..",
            "=",
            "-",
            "_",
            "e30",
            "eyJhbGciOiJub25lIn0",
            "eyJhbGciOiJIUzI1NiJ9",
            "bnVsbA",
            "W10",
            "\0",
            " "
        );

    protected override string CreateText(Random random) => Samples[random.Next(Samples.Length)];

    protected override void Check(string text, bool isUntouched)
    {
        TokenFailure failure = Verifier.Verify(text, "hub", out _);
        Assert.True(failure == TokenFailure.None || !isUntouched);
        Assert.True(failure != TokenFailure.None || Samples.Any(sample => SignedPart(sample) == SignedPart(text)));
    }

    private static string SignedPart(string token) => token[..Math.Max(0, token.LastIndexOf('.'))];

    private static string Sign(string role) =>
        WebToken.Sign(
            "ES256",
            WebToken.Claims(DateTimeOffset.UtcNow.AddDays(1), role),
            data => Key.SignData(data, HashAlgorithmName.SHA256)
        );
}
