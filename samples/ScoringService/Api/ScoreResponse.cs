namespace ScoringService.Api;

/// <summary>The answer of <c>POST /score</c>.</summary>
/// <param name="Species">The most probable species.</param>
/// <param name="Probability">How probable the model finds it.</param>
/// <param name="CorrelationId">The caller's <c>x-correlation-id</c>, or one that the service made up: the row's <c>$CorrelationId</c>.</param>
/// <param name="Context">The request, as <c>POST /label</c> wants it when the species is known for certain, days later perhaps.</param>
public sealed record ScoreResponse(string Species, float Probability, string CorrelationId, string Context);
