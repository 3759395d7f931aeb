using Azure.Core;
using Microsoft.Extensions.Configuration.Memory;
using ModelData.Ingestion;

namespace ModelData.Ingestor.Hosting;

/// <summary>Puts the worker together: the engine, its settings, and what a process has around it.</summary>
internal static class WorkerHost
{
    /// <summary>Builds the worker.</summary>
    /// <param name="args">Command line: <c>--Section:Name=value</c>.</param>
    /// <param name="configure">Replaces parts, for tests and benchmarks.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = ConsoleLog.Defaults });
        var reading = SettingsReading.Read(builder.Configuration);
        builder.AddConsoleLog();
        var start = new HostStart();
        start.AddFilters(builder.Logging, builder.Configuration);
        builder
            .Services.AddSingleton(TimeProvider.System)
            .AddSingleton<TokenCredential>(_ => OwnIdentity.Create())
            .AddSettings(reading)
            .AddIngestion()
            .AddTelemetry(builder.Configuration)
            .AddHostedService<IngestionService>()
            .AddHostedService<EngineLoops>();
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        start.Follow(app.Lifetime);
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint();
        return app;
    }
}
