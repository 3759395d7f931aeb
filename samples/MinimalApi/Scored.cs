namespace MinimalApi;

/// <summary>The answer.</summary>
/// <param name="Risk">From 0 to 1.</param>
/// <param name="Context">To be kept until the outcome is known.</param>
internal sealed record Scored(double Risk, string Context);
