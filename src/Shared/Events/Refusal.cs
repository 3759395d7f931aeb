namespace ModelData;

/// <summary>Why an event was not understood.</summary>
/// <param name="Reason">A short, stable name for counting, for example <c>row-count-mismatch</c>.</param>
/// <param name="Detail">What was found and what was expected, for a person. Holds no payload.</param>
public sealed record Refusal(string Reason, string Detail);
