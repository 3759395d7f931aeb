using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Memory;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestor.Hosting;

/// <summary>Binds each section to its type, from what was read and found right, and has it checked at start.</summary>
internal static class SettingsRegistration
{
    /// <summary>What stopping may take beyond the drain: giving partitions up, closing connections.</summary>
    private static readonly TimeSpan ShutdownReserve = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddSettings(this IServiceCollection services, SettingsReading reading)
    {
        var accepted = reading.Accepted;
        services
            .AddSingleton(reading)
            .AddSection<EventHubsSettings>(accepted, EventHubsSettings.Section)
            .AddSection<FlushSettings>(accepted, FlushSettings.Section)
            .AddSection<MemorySettings>(accepted, MemorySettings.Section)
            .AddSection<CheckpointSettings>(accepted, CheckpointSettings.Section)
            .AddSection<LoadBalancingSettings>(accepted, LoadBalancingSettings.Section)
            .AddSection<OutputSettings>(accepted, OutputSettings.Section)
            .AddSection<ManifestSettings>(accepted, ManifestSettings.Section)
            .AddSection<LayoutSettings>(accepted, LayoutSettings.Section)
            .AddStorage(accepted, StorageSettings.Blobs, "modeldata")
            .AddStorage(accepted, StorageSettings.State, "modeldata-state")
            .AddStorage(accepted, StorageSettings.DeadLetters, "modeldata-deadletters");
        return services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = FindDrainTimeout(accepted) + ShutdownReserve
        );
    }

    // The host reads this before the settings are checked.
    private static TimeSpan FindDrainTimeout(IConfiguration accepted)
    {
        var flush = accepted.GetSection(FlushSettings.Section).Get<FlushSettings>() ?? new FlushSettings();
        return Validator.TryValidateObject(flush, new ValidationContext(flush), null, validateAllProperties: true)
            ? flush.DrainTimeout
            : new FlushSettings().DrainTimeout;
    }

    private static IServiceCollection AddStorage(
        this IServiceCollection services,
        IConfiguration accepted,
        string name,
        string container
    )
    {
        var section = accepted.GetSection(name);
        var blobs = accepted.GetSection(StorageSettings.Blobs);
        return services
            .Configure<StorageSettings>(
                name,
                settings =>
                {
                    settings.Container = container;
                    if (name != StorageSettings.Blobs && !IsAccountGiven(section))
                    {
                        settings.UseAccountOfTheBlobs(
                            blobs[nameof(StorageSettings.ConnectionString)] ?? "",
                            blobs[nameof(StorageSettings.ServiceUri)] ?? ""
                        );
                    }
                }
            )
            .AddSection<StorageSettings>(accepted, name, name);
    }

    private static bool IsAccountGiven(IConfiguration section) =>
        section[nameof(StorageSettings.ConnectionString)] is not null
        || section[nameof(StorageSettings.ServiceUri)] is not null;

    private static IServiceCollection AddSection<T>(
        this IServiceCollection services,
        IConfiguration accepted,
        string section,
        string? name = null
    )
        where T : class
    {
        if (typeof(SettingsValidator).IsAssignableTo(typeof(IValidateOptions<T>)))
        {
            services.TryAddEnumerable(
                ServiceDescriptor.Describe(
                    typeof(IValidateOptions<T>),
                    typeof(SettingsValidator),
                    ServiceLifetime.Singleton
                )
            );
        }

        services
            .AddOptions<T>(name)
            .Bind(accepted.GetSection(section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        return services;
    }
}
