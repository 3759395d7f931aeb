namespace ModelData.Producer;

/// <summary>What holds for one collector alone, laid over the common options. Set it while those are configured; not thread-safe.</summary>
public sealed class CollectorOptions
{
    /// <summary>
    /// Whether the collector collects, whatever its service does: on while the service is off, or off while it is on. Default: as the service. What the
    /// settings document says goes before <see langword="true"/>; <see langword="false"/> always holds.
    /// </summary>
    public bool? Enabled { get; set; }

    /// <summary>
    /// Columns that are redacted beside those of <see cref="ModelDataCollectorOptions.Redaction"/>, as code names them. In configuration it is
    /// <c>ModelData:Collectors:&lt;model&gt;/&lt;identifier&gt;:Redaction:&lt;column&gt;</c>. Default: none.
    /// </summary>
    public IList<ColumnRedaction> Redaction { get; private set; } = [];

    /// <summary>
    /// Which share of the rows is taken, in place of <see cref="ModelDataCollectorOptions.Sampling"/>, whole: its key as well, which should be the same for
    /// all collectors of a model. Default: as the service. What the settings document says goes before it.
    /// </summary>
    public SamplingSettings? Sampling { get; set; }

    internal CollectorOptions Copy() =>
        new()
        {
            Enabled = Enabled,
            Redaction = [.. Redaction],
            Sampling = Sampling,
        };
}
