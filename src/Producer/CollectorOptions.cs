namespace ModelData.Producer;

/// <summary>What holds for one collector alone, laid over the common options. Set it while those are configured; not thread-safe.</summary>
public sealed class CollectorOptions
{
    /// <summary>
    /// Whether the collector collects, whatever its service does: on while the service is off, or off while it is on. Default: as the service. What the
    /// settings document says goes before <see langword="true"/>; <see langword="false"/> always holds.
    /// </summary>
    public bool? Enabled { get; set; }
}
