namespace ModelData.Producer.Watching;

/// <summary>What is known of the settings document of a service. Immutable.</summary>
/// <param name="Settings">What it says; null where nothing is known of it, or there is none.</param>
/// <param name="IsAwaited">Whether it is being read for the first time, and rows have to wait for it.</param>
internal sealed record KnownDocument(ServiceSettings? Settings, bool IsAwaited = false)
{
    /// <summary>It is being read for the first time.</summary>
    public static KnownDocument Awaited { get; } = new(null, IsAwaited: true);

    /// <summary>There is none, or it could never be read.</summary>
    public static KnownDocument None { get; } = new((ServiceSettings?)null);
}
