namespace MinimalApi;

/// <summary>What became of an applicant.</summary>
/// <param name="Context">That of the answer.</param>
/// <param name="Defaulted">Whether the credit was not paid back.</param>
internal sealed record Outcome(string Context, bool Defaulted);
