using Azure.Monitor.OpenTelemetry.Exporter;
using ModelData.Ingestor.Diagnostics;
using OpenTelemetry.Metrics;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// Where the metrics go: always to whoever asks for <c>/metrics</c>; to Application Insights and to a collector of OpenTelemetry where the environment names them,
/// by the variables that every program with these exporters knows.
/// </summary>
internal static class Telemetry
{
    private const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Otlp = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string OtlpMetrics = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<WorkerMetrics>();
        services
            .AddOpenTelemetry()
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(WorkerMetrics.MeterName).AddRuntimeInstrumentation().AddPrometheusExporter();
                if (IsSet(configuration, ApplicationInsights))
                {
                    // Names a place; it gives no right to read. What cannot be sent must not fill a disk, which may be read-only.
                    metrics.AddAzureMonitorMetricExporter(options =>
                    {
                        options.ConnectionString = configuration[ApplicationInsights];
                        options.DisableOfflineStorage = true;
                    });
                }

                if (IsSet(configuration, Otlp) || IsSet(configuration, OtlpMetrics))
                {
                    metrics.AddOtlpExporter();
                }
            });
        return services;
    }

    private static bool IsSet(IConfiguration configuration, string name) => !string.IsNullOrEmpty(configuration[name]);
}
