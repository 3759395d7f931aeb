namespace ModelData.Infrastructure.Alerts;

/// <summary>A row of the table <c>AppMetrics</c>: a gauge at a time, or what was added to a counter since the row before.</summary>
/// <param name="TimeGenerated">The time.</param>
/// <param name="Name">The metric.</param>
/// <param name="Sum">The value.</param>
internal sealed record MetricRow(DateTimeOffset TimeGenerated, string Name, double Sum);
