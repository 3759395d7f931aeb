namespace ModelData.Ingestion.Settings;

/// <summary>What folders say about themselves: <c>_schema.json</c> and <c>_manifest.json</c>. Section <c>Manifests</c>.</summary>
public sealed class ManifestSettings
{
    public const string Section = "Manifests";

    /// <summary>Whether the two documents are written.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The period whose end a manifest waits for: a day, or a shorter time that divides a day evenly.</summary>
    [DurationWithin("00:01:00", "1.00:00:00")]
    public TimeSpan Every { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long after the end of the period rows are waited for: producers send a row some time after it was collected, and clocks
    /// differ. Rows that come later still are written all the same, and make a new revision of the manifest.
    /// </summary>
    [DurationWithin("00:00:00", "30.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often the worker looks for folders that have become complete; a partition without events saves its watermark as often.</summary>
    [DurationWithin("00:00:00.010", "1.00:00:00")]
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromMinutes(5);
}
