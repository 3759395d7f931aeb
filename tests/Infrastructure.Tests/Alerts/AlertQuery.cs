using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelData.Infrastructure.Alerts;

/// <summary>The part of the query language that the alerts use; anything else fails the test.</summary>
internal static partial class AlertQuery
{
    /// <summary>Runs a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="table">The rows of <c>AppMetrics</c>.</param>
    /// <returns>The column <c>Value</c> of each row of the result.</returns>
    public static IReadOnlyList<double> Run(string query, IReadOnlyList<MetricRow> table)
    {
        string[] steps = query.Split('|', StringSplitOptions.TrimEntries);
        Assert.Equal("AppMetrics", steps[0]);
        IEnumerable<MetricRow> rows = table;
        IReadOnlyList<double>? values = null;
        foreach (string step in steps.Skip(1))
        {
            Assert.Null(values);
            if (Where().Match(step) is { Success: true } where)
            {
                string name = where.Groups["name"].Value;
                rows = where.Groups["operator"].Value switch
                {
                    "==" => rows.Where(row => row.Name == name),
                    _ => rows.Where(row => row.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)),
                };
            }
            else
            {
                values = Summarize(step, rows);
            }
        }

        return values ?? [.. rows.Select(row => row.Sum)];
    }

    private static List<double> Summarize(string step, IEnumerable<MetricRow> rows)
    {
        var match = Summary().Match(step);
        Assert.True(match.Success, $"not understood: {step}");
        var bin = TimeSpan.FromMinutes(int.Parse(match.Groups["minutes"].ValueSpan, CultureInfo.InvariantCulture));
        bool isAbsolute = match.Groups["abs"].Success;
        return
        [
            .. rows.GroupBy(row => row.TimeGenerated.Ticks / bin.Ticks)
                .Select(group => group.Select(row => isAbsolute ? Math.Abs(row.Sum) : row.Sum))
                .Select(group => match.Groups["aggregate"].Value == "max" ? group.Max() : group.Sum()),
        ];
    }

    [GeneratedRegex("^where Name (?<operator>==|startswith) \"(?<name>[\\w.]+)\"$")]
    private static partial Regex Where();

    [GeneratedRegex(
        @"^summarize Value = (?<aggregate>max|sum)\((?:Sum|(?<abs>abs\(Sum\)))\) by bin\(TimeGenerated, (?<minutes>\d+)m\)$"
    )]
    private static partial Regex Summary();
}
