namespace Retrain.Training;

/// <summary>How the held-out rows of one species were answered.</summary>
/// <param name="Species">What they are.</param>
/// <param name="Rows">How many.</param>
/// <param name="OldRight">Right answers of the deployed model.</param>
/// <param name="NewRight">Right answers of the new one.</param>
internal sealed record SpeciesResult(string Species, int Rows, int OldRight, int NewRight);
