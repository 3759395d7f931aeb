using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestor.Hosting;

namespace ModelData.Infrastructure;

/// <summary>What the worker makes of the settings that a deployment gives it.</summary>
internal static class WorkerSettings
{
    /// <summary>What others than the worker's own settings read: the identity library and the exporter of metrics.</summary>
    private static readonly HashSet<string> OfLibraries = ["AZURE_CLIENT_ID", "APPLICATIONINSIGHTS_CONNECTION_STRING"];

    /// <summary>The worker with exactly these settings; nothing is opened.</summary>
    public static WebApplication Build(IEnumerable<KeyValuePair<string, string>> environment) =>
        WorkerHost.Build([
            .. environment.Select(it => $"--{it.Key.Replace("__", ":", StringComparison.Ordinal)}={it.Value}"),
        ]);

    /// <summary>Names that the worker would not read: a slip that nothing else would notice.</summary>
    public static IEnumerable<string> Unknown(IEnumerable<string> names) =>
        names.Where(name =>
            !OfLibraries.Contains(name)
            && !(
                name.Split("__") is [var section, var setting]
                && SettingsSections.All.TryGetValue(section, out var type)
                && SettingsSections.PropertiesOf(type).ContainsKey(setting)
            )
        );

    /// <summary>Checks what a deployment says against what the worker does.</summary>
    /// <param name="environment">Names and values.</param>
    /// <param name="probes">Paths that are asked whether it lives and is ready.</param>
    /// <param name="grace">How long it has to stop.</param>
    public static async Task CheckAsync(
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyCollection<string> probes,
        TimeSpan grace
    )
    {
        Assert.Empty(Unknown(environment.Keys));
        await using var worker = Build(environment);
        var errors = new StringWriter();
        Assert.True(SettingsReport.TryValidate(worker.Services, errors), errors.ToString());

        var hub = worker.Services.GetRequiredService<IHubSource>();
        var containers = worker.Services.GetRequiredService<WorkerContainers>();
        Assert.Equal(environment["EventHubs__FullyQualifiedNamespace"], hub.FullyQualifiedNamespace);
        Assert.Equal(environment["EventHubs__HubName"], hub.HubName);
        Assert.Equal(environment["EventHubs__ConsumerGroup"], hub.ConsumerGroup);
        Assert.Equal(Place(environment, "Blobs"), containers.Data.Uri.ToString());
        Assert.Equal(Place(environment, "State"), containers.PartitionState.Uri.ToString());
        Assert.Equal(Place(environment, "DeadLetters"), containers.DeadLetters.Uri.ToString());

        var endpoints = ((IEndpointRouteBuilder)worker).DataSources.SelectMany(it => it.Endpoints);
        var paths = endpoints.OfType<RouteEndpoint>().Select(it => it.RoutePattern.RawText!).ToHashSet();
        Assert.Equal(["/healthz", "/readyz"], probes.Distinct().Order());
        Assert.Subset(paths, probes.ToHashSet());

        Assert.True(grace > worker.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    private static string Place(IReadOnlyDictionary<string, string> environment, string section) =>
        $"{environment[$"{section}__ServiceUri"]}/{environment[$"{section}__Container"]}";
}
