namespace ModelData.Ingestion.Diagnostics;

/// <summary>
/// One thing that can go wrong with a pipeline, as logs, readiness, status and documents all name it. <c>docs/troubleshooting.md</c> has a section for each.
/// </summary>
/// <param name="Code">Its name: lower case with hyphens, the anchor of its section. Never used again for something else.</param>
/// <param name="Severity">How much it matters.</param>
public sealed record KnownProblem(string Code, ProblemSeverity Severity)
{
    /// <summary>Where to read more, within the repository's documents.</summary>
    public string Page => $"troubleshooting.md#{Code}";
}
