using ModelData.LocalEventHubs.Faults;

namespace ModelData.Fuzz.Targets;

/// <summary>The faults that the local broker is asked for: a plan, or everything that is wrong with it.</summary>
internal sealed class FaultPlanTarget : TextTarget
{
    private static readonly string[] Rules =
    [
        """{ "link": "sender", "do": "reject", "every": 100, "condition": "com.microsoft:server-busy", "text": "Wait." }""",
        """{ "link": "sender", "do": "cut", "after": 0, "times": 3, "applied": true, "hub": "a", "partition": "0" }""",
        """{ "link": "receiver", "do": "steal", "at": "00:01:00" }""",
        """{ "link": "cbs", "do": "delayAnswer", "chance": 0.5, "delay": "00:00:05" }""",
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
        Pieces(
            "null",
            "[]",
            "{}",
            "-1",
            "0",
            "1e99",
            "9223372036854775808",
            "\"\"",
            "\"\\ud800\"",
            "\"00:00:00\"",
            "\"10675199.02:48:05.4775808\"",
            "\"after\":1,",
            "\"x\":1,",
            "//",
            "/*"
        );

    protected override string CreateText(Random random) =>
        $$"""{ "seed": {{random.Next()}}, "rules": [ {{string.Join(", ", Rules.Take(random.Next(Rules.Length + 1)))}} ] }""";

    protected override void Check(string text, bool isUntouched)
    {
        try
        {
            FaultPlan plan = FaultPlan.Parse(System.Text.Encoding.UTF8.GetBytes(text));
            Assert.Empty(plan.GetProblems());
        }
        catch (FormatException e) when (!isUntouched)
        {
            Assert.DoesNotContain(e.Message, char.IsControl);
        }
    }
}
