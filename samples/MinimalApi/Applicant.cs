namespace MinimalApi;

/// <summary>Who asks for a credit.</summary>
/// <param name="Age">In years.</param>
/// <param name="Income">A year, in euros; null where it is not known.</param>
/// <param name="City">Where the applicant lives.</param>
internal sealed record Applicant(int Age, double? Income, string City);
