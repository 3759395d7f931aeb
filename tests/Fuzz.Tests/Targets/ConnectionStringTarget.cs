using ModelData.HubClient;

namespace ModelData.Fuzz.Targets;

/// <summary>A connection string: usable, or refused with words that hold none of its secrets.</summary>
internal sealed class ConnectionStringTarget : TextTarget
{
    private const string Secret = "c2VjcmV0a2V5";

    public override IReadOnlyList<byte[]> Tokens { get; } =
        Pieces(
            ";",
            "=",
            "==",
            " ",
            "Endpoint=",
            "endpoint=sb://x;",
            "SharedAccessKey=",
            "SharedAccessSignature=",
            "UseDevelopmentEmulator=true",
            ":65536",
            ":-1",
            "[::1]",
            "://",
            "%00",
            "\0",
            "xn--",
            new string('a', 300)
        );

    protected override string CreateText(Random random) =>
        $"Endpoint=sb://ns{random.Next(9)}.servicebus.windows.net{(random.Next(2) == 0 ? ":5671" : "")}/;"
        + $"SharedAccessKeyName=Root;SharedAccessKey={Secret}=;{(random.Next(2) == 0 ? "EntityPath=hub;" : "")}"
        + (random.Next(2) == 0 ? "UseDevelopmentEmulator=true" : "");

    protected override void Check(string text, bool isUntouched)
    {
        try
        {
            HubConnectionString parsed = HubConnectionString.Parse(text);
            Assert.NotEmpty(parsed.Host);
            Assert.InRange(parsed.Port ?? 1, 1, 65535);
            // What stands in the place of a name is taken for one.
            string names = $"{parsed.Host}/{parsed.HubName}";
            Assert.True(
                names.Contains(Secret, StringComparison.OrdinalIgnoreCase)
                    || !parsed.ToString().Contains(Secret, StringComparison.Ordinal)
            );
        }
        catch (FormatException e) when (!isUntouched)
        {
            Assert.DoesNotContain(Secret, e.ToString(), StringComparison.Ordinal);
        }
        catch (ArgumentException) when (string.IsNullOrWhiteSpace(text))
        {
            // Nothing at all is the caller's mistake.
        }
    }
}
