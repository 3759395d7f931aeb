using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ModelData.Producer.Tests.Settings;

/// <summary>An application whose configuration changes while it runs.</summary>
internal sealed class LiveHost : IAsyncDisposable
{
    private readonly ConfigurationManager _configuration = new();
    private readonly ServiceProvider _services;

    public LiveHost(
        TestProcess process,
        Dictionary<string, string?> settings,
        Action<ModelDataCollectorOptions, IConfiguration>? configure = null
    )
    {
        _configuration.AddInMemoryCollection(settings);
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(_configuration);
        services.AddSingleton<ILoggerFactory>(process.Log);
        services.AddSingleton(process.ForCollectors);
        services.AddModelDataCollection(options => configure?.Invoke(options, _configuration));
        _services = services.BuildServiceProvider();
    }

    public IModelDataCollectors Collectors => _services.GetRequiredService<IModelDataCollectors>();

    public ModelDataCollector Get(string identifier, string model = "m") =>
        (ModelDataCollector)Collectors.Get(model, identifier);

    /// <summary>Changes settings, as a file does that is written.</summary>
    public void Change(params (string Key, string? Text)[] settings)
    {
        foreach ((string key, string? text) in settings)
        {
            _configuration[key] = text;
        }
        ((IConfigurationRoot)_configuration).Reload();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
