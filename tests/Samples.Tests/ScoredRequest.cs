namespace ModelData.Samples;

/// <summary>A request to score that was answered.</summary>
/// <param name="Process">The number of the process that answered.</param>
/// <param name="CorrelationId">Its id, which no other request has.</param>
/// <param name="Started">When it began.</param>
internal readonly record struct ScoredRequest(int Process, string CorrelationId, DateTimeOffset Started);
