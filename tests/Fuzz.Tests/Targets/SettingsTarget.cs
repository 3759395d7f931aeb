using ModelData.Fuzz.Mutation;

namespace ModelData.Fuzz.Targets;

/// <summary>The settings document of a web service: refused with a problem, or written as it was read.</summary>
internal sealed class SettingsTarget : FuzzTarget
{
    private static readonly CollectionAddress Inputs = new("s", "g", "w", "svc", "best_model", "10", "inputs");

    public override Chunking Chunking => Chunkings.Text;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        "null"u8.ToArray(),
        "true"u8.ToArray(),
        "[]"u8.ToArray(),
        "{}"u8.ToArray(),
        "\"\""u8.ToArray(),
        "\"*\""u8.ToArray(),
        "\"spool\":"u8.ToArray(),
        "1e-400"u8.ToArray(),
        "0.000000000000000000000000000001"u8.ToArray(),
        "\\u0000"u8.ToArray(),
        "\\ud800"u8.ToArray(),
        "\"9999-12-31T23:59:59-23:59\""u8.ToArray(),
    ];

    public override byte[] Create(Random random) =>
        new ServiceSettings
        {
            Revision = random.Next(),
            ChangedAt = DateTimeOffset.UnixEpoch.AddSeconds(random.Next()),
            ChangedBy = $"say \"{random.Next(5)}\", é",
            Enabled = random.Next(2) == 0,
            Sampling = new SamplingSettings(random.Next(1000) / 1000m),
            Redaction = [new("name", (RedactionMethod)random.Next(3))],
            Collectors =
            [
                new()
                {
                    Model = random.Next(2) == 0 ? "*" : "best_model",
                    Identifier = "inputs",
                    Enabled = true,
                    Redaction = [new("name", (RedactionMethod)random.Next(3))],
                },
            ],
        }.Write();

    public override void Check(byte[] input, bool isUntouched)
    {
        if (!ServiceSettings.TryRead(input, out ServiceSettings? settings, out SettingsProblem? problem))
        {
            Assert.False(isUntouched);
            Assert.NotEmpty(problem.Text);
            return;
        }

        byte[] written = settings.Write();
        Assert.True(ServiceSettings.TryRead(written, out ServiceSettings? again, out _));
        Assert.Equal(settings, again);
        Assert.Equal(settings.Ignored, again.Ignored);
        Assert.Equal(settings.For(Inputs), again.For(Inputs));
        Assert.Equal(written, again.Write());
    }
}
