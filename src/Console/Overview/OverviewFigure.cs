namespace ModelData.Console.Overview;

/// <summary>A number of the first screen.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The number; null when it is not known.</param>
/// <param name="Note">What else there is to it.</param>
/// <param name="Link">Where more stands.</param>
public sealed record OverviewFigure(string Name, string? Value, string? Note, string Link);
