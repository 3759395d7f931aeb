namespace ModelData.Ingestion.Settings;

/// <summary>What is written for which web service. Section <c>Output</c>.</summary>
public sealed class OutputSettings
{
    public const string Section = "Output";

    /// <summary>The formats of data files: <c>csv</c>, <c>parquet</c> or both, separated by commas.</summary>
    public string Formats { get; set; } = "csv";

    /// <summary>
    /// Whether a column that had only nulls so far goes into the file of the rows whose types come later: see docs/event-format.md. Turn it on when
    /// every worker of the hub knows it: those of releases before it stop at a partition where it is on. Default: as the partition has it; on for one that
    /// no worker has read before.
    /// </summary>
    public bool? UntypedColumns { get; set; }

    /// <summary>
    /// Whether Parquet files have unsigned 64-bit integers, decimals, dates, times and UUIDs as such where events say so. As <see cref="UntypedColumns"/>.
    /// </summary>
    public bool? ExactTypes { get; set; }

    /// <summary>
    /// Whether rows with redacted columns have files of their own, by what is redacted, how, and with which key. As <see cref="UntypedColumns"/>.
    /// </summary>
    public bool? RedactedColumns { get; set; }

    /// <summary>
    /// What differs for some web services, by their names, or by anything else where <see cref="ServiceOutputSettings.Name"/> is given; case does not count.
    /// </summary>
    public Dictionary<string, ServiceOutputSettings> Services { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>What differs for one web service. Section <c>Output:Services:&lt;name&gt;</c>.</summary>
public sealed class ServiceOutputSettings
{
    /// <summary>The formats. Default: those of <see cref="OutputSettings"/>.</summary>
    public string? Formats { get; set; }

    /// <summary>Whether each partition of the hub has files of its own, for a model that is too hot for one partition.</summary>
    public bool Spread { get; set; }

    /// <summary>
    /// The web service, where its name cannot be part of the setting's: <c>Output__Services__0__Name=fraud__v2</c>. Default: <c>&lt;name&gt;</c>.
    /// </summary>
    public string? Name { get; set; }
}
