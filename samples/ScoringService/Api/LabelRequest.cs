namespace ScoringService.Api;

/// <summary>The body of <c>POST /label</c>.</summary>
/// <param name="Context">What <c>POST /score</c> answered as the context of the request.</param>
/// <param name="Species">What the penguin turned out to be.</param>
public sealed record LabelRequest(string? Context, string? Species);
