using ModelData.Ingestion.Diagnostics;

namespace ModelData.Ingestion.Observing;

/// <summary>A problem, and what a person is told of it.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Line">What has it, since when, why, the mend, and where to read more: one line.</param>
public sealed record DescribedProblem(ReportedProblem Problem, string Line)
{
    /// <summary>Whether the worker is ready nevertheless.</summary>
    public bool IsHarmless => Problem.Kind.Severity < ProblemSeverity.Behind;

    /// <summary>Adds the mend and the page to what happened.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="sentence">What has it, since when and why, without the full stop.</param>
    internal static DescribedProblem Create(ReportedProblem problem, string sentence) =>
        new(problem, $"{sentence}. {problem.Mend}. See {problem.Kind.Page}.");
}
