namespace ModelData.Ingestion.Observing.Checking;

/// <summary>A thing that was checked.</summary>
/// <param name="Name">What, for a person, a few words.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Text">What was found, one line without its full stop.</param>
/// <param name="Mend">What to do, one line without its full stop; null where there is nothing to do.</param>
public sealed record Check(string Name, CheckOutcome Outcome, string Text, string? Mend = null);
