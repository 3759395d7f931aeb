using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelData.Models;

/// <summary>What a search found.</summary>
/// <param name="Model">The model.</param>
/// <param name="Defines">Its bounds, and the rules that were taken out.</param>
/// <param name="ExitCode">Of the search.</param>
/// <param name="Output">Of the search.</param>
/// <param name="Replay">The counterexample as spin plays it; empty without one.</param>
internal sealed partial record Verdict(string Model, string Defines, int ExitCode, string Output, string Replay)
{
    // What a search says that did not look everywhere.
    private static readonly string[] Incomplete =
    [
        "Search not completed",
        "max search depth too small",
        "depth limit reached",
        "out of memory",
        "MEMLIM",
        "Bit statespace search",
        "Hash-Compact",
    ];

    private string? Errors => ErrorCount().Match(Output) is { Success: true } match ? match.Groups[1].Value : null;

    private string States => StateCount().Match(Output).Groups[1].Value;

    private string Depth => DepthReached().Match(Output).Groups[1].Value;

    /// <summary>The counterexample in plain steps, and at its end what it violates.</summary>
    private IReadOnlyList<string> Steps
    {
        get
        {
            const string Violation = "spin: text of failed assertion: ";
            string[] lines = [.. Replay.Split('\n').Select(line => line.Trim())];

            // The step in which a property fails is played to its end.
            var violated = lines.Where(line => line.StartsWith(Violation, StringComparison.Ordinal)).Take(1);
            return
            [
                .. lines
                    .Where(line => line.StartsWith("STEP ", StringComparison.Ordinal))
                    .Select(line => line["STEP ".Length..]),
                .. violated.Select(line => $"violated: {line[Violation.Length..]}"),
            ];
        }
    }

    /// <summary>No state of the model violates a property, every state was looked at, and every step of it was taken.</summary>
    public void Holds()
    {
        Assert.True(Errors == "0" && ExitCode == 0, $"{this}\n{Output}");
        Assert.True(Output.Contains("Full statespace search", StringComparison.Ordinal), Output);
        Assert.All(Incomplete, sign => Assert.DoesNotContain(sign, Output, StringComparison.OrdinalIgnoreCase));
        var idle = Unreached().Matches(Output).Select(match => match.Value.Trim());
        Assert.True(!idle.Any(), $"{this}\nNever taken, so that nothing is said about it:\n{string.Join('\n', idle)}");
    }

    /// <summary>A state of the model violates a property, and the way to it can be read.</summary>
    public void Breaks()
    {
        Assert.True(
            Errors == "1",
            $"{this}\nIt holds: the rule is not needed, or the model does not know it.\n{Output}"
        );
        Assert.Contains("assertion violated", Output, StringComparison.Ordinal);
        Assert.True(Steps.Count > 1 && Steps[^1].StartsWith("violated: ", StringComparison.Ordinal), Replay);
    }

    /// <inheritdoc />
    public override string ToString()
    {
        string states = long.Parse(States, CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture);
        string head = $"{Model} {Defines}: {Errors} errors, {states} states, depth {Depth}";
        return string.Join('\n', [head, .. Steps.Select((step, i) => $"{i + 1, 4}. {step}")]) + "\n";
    }

    [GeneratedRegex(@"errors: (\d+)")]
    private static partial Regex ErrorCount();

    [GeneratedRegex(@"(\d+) states, stored")]
    private static partial Regex StateCount();

    [GeneratedRegex(@"depth reached (\d+)")]
    private static partial Regex DepthReached();

    [GeneratedRegex("""^\s+\S+:\d+, state \d+, "(?!-end-").*$""", RegexOptions.Multiline)]
    private static partial Regex Unreached();
}
