namespace ModelData.EventHubs;

/// <summary>The retry policy of a connection: exponential, with jitter.</summary>
public sealed class EventHubsRetryOptions
{
    /// <summary>Attempts after the first. Default: 3, as in the official SDKs.</summary>
    public int MaximumRetries { get; set; } = 3;

    /// <summary>The wait before the first retry; it doubles with each. Default: 0.8 s, as in the official .NET SDK.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(0.8);

    /// <summary>The longest wait. Default: 60 s.</summary>
    public TimeSpan MaximumDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The limit of each attempt. Default: 60 s.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(60);
}
