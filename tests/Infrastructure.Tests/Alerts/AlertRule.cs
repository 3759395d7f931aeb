using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using ModelData.Infrastructure.Bicep;

namespace ModelData.Infrastructure.Alerts;

/// <summary>A rule on metrics, as the compiled template has it, evaluated as Azure Monitor does.</summary>
internal sealed class AlertRule
{
    private readonly JsonNode _criterion;
    private readonly TimeSpan _window;

    private AlertRule(Resource rule)
    {
        Name = rule.Name[(rule.Name.IndexOf('-') + 1)..];
        _window = XmlConvert.ToTimeSpan(rule.Text("properties.windowSize"));
        _criterion = Assert.Single(rule["properties.criteria.allOf"]!.AsArray())!;
        Assert.Equal("1", _criterion["failingPeriods"]!["numberOfEvaluationPeriods"]!.ToString());
        Assert.Equal("1", _criterion["failingPeriods"]!["minFailingPeriodsToAlert"]!.ToString());
    }

    /// <summary>Its name without the prefix of the deployment.</summary>
    public string Name { get; }

    /// <summary>All rules of a deployment that look at the worker's metrics.</summary>
    public static IReadOnlyList<AlertRule> Of(Deployment deployment) =>
        [.. deployment.All("Microsoft.Insights/scheduledQueryRules").Select(rule => new AlertRule(rule))];

    /// <summary>Whether it fires.</summary>
    /// <param name="table">The rows of <c>AppMetrics</c>.</param>
    /// <param name="now">When it is evaluated.</param>
    public bool Fires(IReadOnlyList<MetricRow> table, DateTimeOffset now)
    {
        var values = AlertQuery.Run(
            _criterion["query"]!.ToString(),
            [.. table.Where(row => row.TimeGenerated > now - _window && row.TimeGenerated <= now)]
        );
        string aggregation = _criterion["timeAggregation"]!.ToString();
        if (values.Count == 0 && aggregation != "Count")
        {
            return false;
        }

        Assert.Equal(aggregation == "Count" ? null : "Value", _criterion["metricMeasureColumn"]?.ToString());
        double value = aggregation switch
        {
            "Count" => values.Count,
            "Maximum" => values.Max(),
            "Total" => values.Sum(),
            _ => throw new NotSupportedException(aggregation),
        };
        double threshold = double.Parse(_criterion["threshold"]!.ToString(), CultureInfo.InvariantCulture);
        return _criterion["operator"]!.ToString() switch
        {
            "GreaterThan" => value > threshold,
            "LessThan" => value < threshold,
            var other => throw new NotSupportedException(other),
        };
    }
}
