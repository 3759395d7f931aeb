using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelData.Ingestion;

namespace ModelData.Infrastructure.Bicep;

/// <summary>Alerts ask for metrics that the worker has.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Infrastructure")]
public sealed partial class AlertTests
{
    [Fact]
    public async Task Queries_AskForMetricsOfTheWorker()
    {
        var asked = Deployment
            .Prod.All("Microsoft.Insights/scheduledQueryRules")
            .SelectMany(it => MetricNames().Matches(it.ToString()))
            .Select(it => it.Groups["name"].Value)
            .Order();
        Assert.Equal(
            [
                "modeldata.clock.difference_seconds",
                "modeldata.dead_letters",
                "modeldata.dependencies.away_seconds",
                "modeldata.lag.seconds",
            ],
            asked
        );
        Assert.Subset(await WorkerMetricNamesAsync(), asked.ToHashSet());
    }

    [Fact]
    public void Alerts_CoverLagDependenciesClockDeadLettersSilenceAndRestarts()
    {
        var sut = Deployment.Everything;
        var queries = sut.All("Microsoft.Insights/scheduledQueryRules").ToList();
        var restarts = sut.One("Microsoft.Insights/metricAlerts");
        string group = sut.One("Microsoft.Insights/actionGroups").Id;
        Assert.Equal(
            [
                "mydata-clock",
                "mydata-dead-letters",
                "mydata-dependencies",
                "mydata-lag",
                "mydata-restarts",
                "mydata-silent",
            ],
            queries.Append(restarts).Select(it => it.Name).Order()
        );
        Assert.Contains("RestartCount", restarts.ToString(), StringComparison.Ordinal);
        Assert.All(
            queries.Append(restarts),
            it => Assert.Contains(group, it.Text("properties.actions"), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Logs_OfTheEnvironment_NeedNoKey()
    {
        var environment = Deployment.Prod.One("Microsoft.App/managedEnvironments");
        Assert.Equal("azure-monitor", environment.Text("properties.appLogsConfiguration.destination"));
        Assert.Null(environment["properties.appLogsConfiguration.logAnalyticsConfiguration"]);
        var setting = Deployment.Prod.One("Microsoft.Insights/diagnosticSettings");
        Assert.Equal(environment.Id, setting.Scope);
        Assert.Equal(
            Deployment.Prod.One("Microsoft.OperationalInsights/workspaces").Id,
            setting.Text("properties.workspaceId")
        );
    }

    private static async Task<HashSet<string>> WorkerMetricNamesAsync()
    {
        var names = new HashSet<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) => names.Add(instrument.Name);
        listener.Start();
        await using var worker = WorkerSettings.Build(
            new Dictionary<string, string>
            {
                ["EventHubs__FullyQualifiedNamespace"] = "example.servicebus.windows.net",
                ["EventHubs__HubName"] = "modeldata",
                ["Blobs__ServiceUri"] = "https://example.blob.core.windows.net",
            }
        );
        Assert.NotNull(worker.Services.GetService<IngestionEngine>());
        Assert.NotEmpty(worker.Services.GetServices<EngineLoop>());
        return names;
    }

    [GeneratedRegex("Name == \\\\u0022(?<name>[\\w.]+)\\\\u0022")]
    private static partial Regex MetricNames();
}
