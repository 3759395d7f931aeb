using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ModelData.Producer;
using ModelData.Producer.Configuration;
using ModelData.Producer.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds model data collection to an application.</summary>
public static class ModelDataServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IModelDataCollectors"/>, with options from the configuration section <c>ModelData</c>. Its settings are checked when the host starts:
    /// what is wrong there is logged, and collection stays off; an illegal value that code sets ends the start. Changes of the configuration hold at once; one
    /// that is wrong is logged, and the former settings stay in force. The host's stop sends what is left. Call it before the web server is built, as usual:
    /// collection then closes after the server.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Changes options after the configuration was read; what is set here holds. Default: nothing.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddModelDataCollection(
        this IServiceCollection services,
        Action<ModelDataCollectorOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<IConfigureOptions<ModelDataCollectorOptions>>(provider =>
        // Not every host has a configuration.
        new ConfigureOptions<ModelDataCollectorOptions>(options =>
        {
            if (provider.GetService<IConfiguration>() is { } configuration)
            {
                SettingsReader.Read(options, configuration.GetSection(ModelDataCollectorOptions.SectionName));
                SettingsReader.FindStray(options, configuration);
            }
        }));
        services.AddSingleton<IOptionsChangeTokenSource<ModelDataCollectorOptions>>(
            provider => new ConfigurationChanges(provider.GetService<IConfiguration>())
        );
        return Add(services, configure);
    }

    /// <summary>Adds <see cref="IModelDataCollectors"/>, with options from a configuration section of your choice.</summary>
    /// <remarks>What the section leaves open comes from the environment variables <c>ModelData__*</c>.</remarks>
    /// <param name="services">The services.</param>
    /// <param name="section">The section.</param>
    /// <param name="configure">Changes options after the configuration was read; what is set here holds. Default: nothing.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddModelDataCollection(
        this IServiceCollection services,
        IConfiguration section,
        Action<ModelDataCollectorOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        services.Configure<ModelDataCollectorOptions>(options => SettingsReader.Read(options, section));
        services.AddSingleton<IOptionsChangeTokenSource<ModelDataCollectorOptions>>(new ConfigurationChanges(section));
        return Add(services, configure);
    }

    private static IServiceCollection Add(IServiceCollection services, Action<ModelDataCollectorOptions>? configure)
    {
        services.AddOptions<ModelDataCollectorOptions>().ValidateOnStart();
        if (configure is not null)
        {
            services.Configure(configure);
        }
        services.AddSingleton<IPostConfigureOptions<ModelDataCollectorOptions>>(
            provider => new PostConfigureOptions<ModelDataCollectorOptions>(
                Options.Options.DefaultName,
                options => UseCredentialOf(provider, options.EventHubs)
            )
        );
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<
                IValidateOptions<ModelDataCollectorOptions>,
                ModelDataCollectorOptionsValidator
            >()
        );
        services.TryAddSingleton<ModelDataCollectors>();
        services.TryAddSingleton<IModelDataCollectors>(static provider =>
            provider.GetRequiredService<ModelDataCollectors>()
        );
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CollectionHostedService>());
        return services;
    }

    private static void UseCredentialOf(IServiceProvider services, EventHubsTargetOptions? target)
    {
        if (target?.GetCredential() is null && services.GetService<TokenCredential>() is { } credential)
        {
            target?.UseCredential(credential);
        }
    }
}
