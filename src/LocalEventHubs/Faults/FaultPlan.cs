namespace ModelData.LocalEventHubs.Faults;

/// <summary>The faults that a broker makes, so that clients can be tested against them. Immutable.</summary>
public sealed class FaultPlan
{
    /// <summary>The seed of what is left to chance. Default: 0. The same plan meets the same events, as far as they come in the same order.</summary>
    public int Seed { get; init; }

    /// <summary>The rules. Of several that an event meets, the first acts; the others only count it.</summary>
    public required IReadOnlyList<FaultRule> Rules { get; init; }

    /// <summary>Reads a plan from a file of JSON.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">Something is wrong: the message tells everything that is, where, and how to mend it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FaultPlan Load(string path) => Parse(File.ReadAllBytes(path));

    /// <summary>Reads a plan from JSON.</summary>
    /// <param name="utf8">The text.</param>
    /// <exception cref="FormatException">Something is wrong: the message tells everything that is, where, and how to mend it.</exception>
    public static FaultPlan Parse(ReadOnlyMemory<byte> utf8)
    {
        var problems = new List<string>();
        FaultPlan? plan = FaultPlanReader.Read(utf8, problems);
        return plan is not null && problems.Count == 0
            ? plan
            : throw new FormatException("The fault plan is wrong. " + string.Join(" ", problems));
    }

    /// <summary>Everything that is wrong with the rules, each with its place.</summary>
    internal IEnumerable<string> GetProblems() =>
        Rules.SelectMany((rule, i) => FaultRuleCheck.GetProblems(rule).Select(problem => $"rules[{i}]: {problem}"));
}
