using Azure.Monitor.OpenTelemetry.Exporter;
using ModelData.Ingestion;
using OpenTelemetry.Metrics;

namespace ModelData.Ingestor.Hosting;

/// <summary>
/// Where the metrics go: always to whoever asks for <c>/metrics</c>; to Application Insights and to a collector of OpenTelemetry where the
/// environment names them,
/// by the variables that every program with these exporters knows.
/// </summary>
internal static class Telemetry
{
    private const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Otlp = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string OtlpMetrics = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOpenTelemetry()
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(IngestionEngine.MeterName).AddRuntimeInstrumentation().AddPrometheusExporter();
                if (IsPlace(configuration[ApplicationInsights]))
                {
                    // Names a place; it gives no right to read. What cannot be sent must not fill a disk, which may be read-only.
                    metrics.AddAzureMonitorMetricExporter(options =>
                    {
                        options.ConnectionString = configuration[ApplicationInsights]?.Trim();
                        options.DisableOfflineStorage = true;
                    });
                }

                if (IsAddress(configuration[Otlp]) || IsAddress(configuration[OtlpMetrics]))
                {
                    metrics.AddOtlpExporter();
                }
            });
        return services;
    }

    /// <summary>What of the environment cannot be used: empty is as good as absent.</summary>
    public static IEnumerable<string> FindProblems(IConfiguration configuration)
    {
        if (configuration[ApplicationInsights]?.Trim() is { Length: > 0 } place && !IsPlace(place))
        {
            yield return $"{ApplicationInsights} ({SettingOrigin.Find(configuration, ApplicationInsights)}) is no connection string of Application "
                + "Insights: copy it whole, from InstrumentationKey on";
        }

        foreach (string name in (string[])[Otlp, OtlpMetrics])
        {
            if (configuration[name]?.Trim() is { Length: > 0 } address && !IsAddress(address))
            {
                yield return $"{name} ({SettingOrigin.Find(configuration, name)}) is no address, for example http://collector:4317";
            }
        }
    }

    private static bool IsPlace(string? text) =>
        text is not null
        && text.Split(';')
            .Any(part =>
                part.Trim().Split('=') is [var name, var key]
                && name.Equals("InstrumentationKey", StringComparison.OrdinalIgnoreCase)
                && Guid.TryParse(key, out _)
            );

    private static bool IsAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
