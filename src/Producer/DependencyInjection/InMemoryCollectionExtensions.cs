using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Producer.DependencyInjection;
using ModelData.Producer.Diagnostics;
using ModelData.Producer.InMemory;
using ModelData.Producer.Sending;

namespace ModelData.Producer;

/// <summary>Collection without a hub, for tests of whoever collects.</summary>
public static class InMemoryCollectionExtensions
{
    /// <summary>
    /// Keeps what is collected in memory instead of sending it, for tests: <c>services.AddModelDataCollection().ToMemory(out var rows)</c>. Collection is on,
    /// whatever configuration, environment variables and settings document say; no connection is made, and no document is read. Everything else is as in
    /// production: rows go through the same ring and the same encoding, and are read back as the worker reads them.
    /// </summary>
    /// <param name="services">The services, behind <c>AddModelDataCollection</c>.</param>
    /// <param name="rows">What was collected, at any time; of all providers that are built from the services.</param>
    /// <returns>The services.</returns>
    /// <exception cref="InvalidOperationException"><c>AddModelDataCollection</c> was not called before.</exception>
    public static IServiceCollection ToMemory(this IServiceCollection services, out CollectedRows rows)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (!services.Any(it => it.ServiceType == typeof(ModelDataCollectors)))
        {
            throw new InvalidOperationException(
                "There is no collection to keep in memory: call services.AddModelDataCollection() first."
            );
        }
        CollectedRows memory = rows = new CollectedRows();
        services.PostConfigure<ModelDataCollectorOptions>(SwitchOn);
        services.Replace(ServiceDescriptor.Singleton(provider => Create(provider, memory)));
        return services;
    }

    private static void SwitchOn(ModelDataCollectorOptions options)
    {
        options.Enabled = true;
        options.Settings = new SettingsDocumentOptions();
        // A test that meets nine of ten rows tests nothing.
        options.Sampling = null;
        foreach (CollectorOptions collector in options.Collectors.Values)
        {
            collector.Enabled = null;
            collector.Sampling = null;
        }
    }

    private static ModelDataCollectors Create(IServiceProvider provider, CollectedRows rows)
    {
        TimeProvider clock = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        ModelDataCollectors collectors = new(
            provider.GetRequiredService<IOptionsMonitor<ModelDataCollectorOptions>>(),
            environment: new CollectorEnvironment
            {
                Pipelines = new PipelineRegistry(),
                Loggers = provider.GetService<ILoggerFactory>() ?? StandardErrorLog.Process,
                Clock = clock,
                // A test must not depend on the machine that it runs on; what the host takes from there into its configuration holds.
                ReadVariables = static () => [],
                CreateSender = () => new MemorySender(rows, clock),
            }
        );
        rows.Follow(collectors);
        return collectors;
    }
}
