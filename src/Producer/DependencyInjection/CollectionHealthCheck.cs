using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ModelData.Producer.DependencyInjection;

/// <summary>Whether collection works, as a health check tells it.</summary>
/// <param name="collectors">The application's collectors; null where there are none.</param>
internal sealed class CollectionHealthCheck(ModelDataCollectors? collectors) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        HealthStatus worst = context.Registration.FailureStatus;
        return Task.FromResult(
            collectors is null
                ? new HealthCheckResult(
                    worst,
                    "Model data collection was not added: call services.AddModelDataCollection()."
                )
                : Check(collectors, worst)
        );
    }

    private static HealthCheckResult Check(ModelDataCollectors collectors, HealthStatus worst)
    {
        CollectionStatus status = collectors.Status;
        CollectorStatistics counts = collectors.Statistics;
        bool isLosing = collectors.HasLostLately;
        HealthStatus health = status.State switch
        {
            CollectionState.Off => HealthStatus.Healthy,
            CollectionState.Misconfigured or CollectionState.Refused => worst,
            CollectionState.Sending when !isLosing => HealthStatus.Healthy,
            // A health is the worse, the less it is.
            _ => worst > HealthStatus.Degraded ? worst : HealthStatus.Degraded,
        };
        string description = isLosing
            ? $"{status.State}: rows were dropped or given up within the last minute. {status.Advice}"
            : $"{status.State}: {status.Advice}";
        return new HealthCheckResult(health, description, exception: null, Data(status, counts));
    }

    private static Dictionary<string, object> Data(CollectionStatus status, CollectorStatistics counts)
    {
        Dictionary<string, object> data = new()
        {
            ["state"] = status.State.ToString(),
            ["since"] = status.Since.ToString("O", CultureInfo.InvariantCulture),
            ["reason"] = status.Reason,
            ["enqueued"] = counts.Enqueued,
            ["sent"] = counts.Sent,
            ["failed"] = counts.Failed,
            ["dropped"] = counts.Dropped,
            ["pending"] = counts.Pending,
            ["refused"] = counts.Refused,
        };
        if (status.Mend is { } mend)
        {
            data["mend"] = mend;
        }
        return data;
    }
}
