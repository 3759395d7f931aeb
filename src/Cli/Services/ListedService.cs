namespace ModelData.Cli.Services;

/// <summary>A web service that has a settings document, as a list shows it.</summary>
/// <param name="Service">The web service.</param>
/// <param name="Settings">What its document says; null when it cannot be used.</param>
/// <param name="Rows">What was collected of it; null when that is not known.</param>
/// <param name="Problem">Why it cannot be used; empty when it can.</param>
internal sealed record ListedService(
    ServiceName Service,
    ServiceSettings? Settings,
    CollectedRows? Rows,
    string Problem
);
