namespace ModelData.Ingestor.Hosting;

/// <summary>What is written for which web service. Section <c>Output</c>.</summary>
internal sealed class OutputSettings
{
    public const string Section = "Output";

    /// <summary>The formats of data files: <c>csv</c>, <c>parquet</c> or both, separated by commas.</summary>
    public string Formats { get; set; } = "csv";

    /// <summary>What differs for some web services, by their names; case does not count.</summary>
    public Dictionary<string, ServiceOutputSettings> Services { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>What differs for one web service. Section <c>Output:Services:&lt;name&gt;</c>.</summary>
internal sealed class ServiceOutputSettings
{
    /// <summary>The formats. Default: those of <see cref="OutputSettings"/>.</summary>
    public string? Formats { get; set; }

    /// <summary>Whether each partition of the hub has files of its own, for a model that is too hot for one partition.</summary>
    public bool Spread { get; set; }
}
