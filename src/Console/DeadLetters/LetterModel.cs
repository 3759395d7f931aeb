using ModelData.Operations.DeadLetters;

namespace ModelData.Console.DeadLetters;

/// <summary>A dead letter.</summary>
/// <param name="Stored">The letter as storage has it.</param>
/// <param name="Letter">The event that it holds; null when it holds none that can be read.</param>
/// <param name="Problem">Why not.</param>
/// <param name="Body">The body as text or as a hex dump; null when it is not shown to whoever looks.</param>
public sealed record LetterModel(StoredLetter Stored, Letter? Letter, string? Problem, string? Body);
