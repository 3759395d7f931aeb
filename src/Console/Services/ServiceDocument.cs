namespace ModelData.Console.Services;

/// <summary>The settings document of a web service.</summary>
/// <param name="Settings">What it says; null when there is none, or when it cannot be used.</param>
/// <param name="ETag">Its version, without quotes; empty when there is none.</param>
/// <param name="Problem">Why it cannot be used, and the mend; null when it can, or when there is none.</param>
public sealed record ServiceDocument(ServiceSettings? Settings, string ETag, string? Problem)
{
    /// <summary>That there is none.</summary>
    public static ServiceDocument None { get; } = new(null, "", null);
}
