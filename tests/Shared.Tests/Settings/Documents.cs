using System.Text;

namespace ModelData.Tests.Settings;

/// <summary>Settings documents of tests.</summary>
internal static class Documents
{
    /// <summary>Every value that there is.</summary>
    public static ServiceSettings Everything { get; } =
        new()
        {
            Revision = 7,
            ChangedAt = new DateTimeOffset(2026, 11, 23, 5, 41, 11, TimeSpan.Zero),
            ChangedBy = "Ann, 模型",
            Enabled = true,
            Diagnostics = false,
            Heartbeat = true,
            HeartbeatSeconds = 300,
            Sampling = new SamplingSettings(0.25m),
            Redaction = [new("name", RedactionMethod.Drop), new("$CorrelationId", RedactionMethod.Hash)],
            Collectors =
            [
                new() { Model = "*", Identifier = "*" },
                new()
                {
                    Model = "best_model",
                    Version = "10",
                    Identifier = "inputs",
                    Enabled = false,
                    Sampling = new SamplingSettings(0.000000001m, "customer"),
                    Redaction = [new("name", RedactionMethod.Mask)],
                },
            ],
        };

    /// <summary>The document that says nothing, with these members, of which a quote is an apostrophe.</summary>
    public static byte[] With(string members) =>
        Encoding.UTF8.GetBytes($"{{'version':1{(members.Length == 0 ? "" : ",")}{members}}}".Replace('\'', '"'));

    public static ServiceSettings Read(byte[] document)
    {
        Assert.True(
            ServiceSettings.TryRead(document, out ServiceSettings? settings, out SettingsProblem? problem),
            problem?.Text
        );
        return settings;
    }

    public static SettingsProblem Problem(byte[] document)
    {
        Assert.False(ServiceSettings.TryRead(document, out ServiceSettings? settings, out SettingsProblem? problem));
        Assert.Null(settings);
        return problem;
    }
}
