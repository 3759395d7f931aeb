using Microsoft.Extensions.Diagnostics.HealthChecks;
using ModelData.Producer.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds model data collection to the health checks of an application.</summary>
public static class ModelDataHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of what <c>AddModelDataCollection</c> collects. Healthy while rows are sent, and while collection is off; degraded while the hub has yet to
    /// answer, or the settings document to be read, and for a minute after rows were dropped or given up; and <paramref name="failureStatus"/> where
    /// settings are broken or the hub refuses or does not answer. The data are <c>state</c>, <c>since</c>, <c>reason</c>, <c>mend</c> and the counts of rows.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The name of the check. Default: <c>modeldata</c>.</param>
    /// <param name="failureStatus">What it is called when collection fails. Default: degraded, so that scoring stays in rotation: it does not depend on
    /// collection.</param>
    /// <param name="tags">For filters. Default: none.</param>
    public static IHealthChecksBuilder AddModelDataCollection(
        this IHealthChecksBuilder builder,
        string name = "modeldata",
        HealthStatus failureStatus = HealthStatus.Degraded,
        IEnumerable<string>? tags = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(
            new HealthCheckRegistration(
                name,
                static services => new CollectionHealthCheck(services.GetService<ModelDataCollectors>()),
                failureStatus,
                tags
            )
        );
    }
}
