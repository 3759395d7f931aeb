using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ModelData.Ingestor.Hosting;

namespace ModelData.Infrastructure.Bicep;

/// <summary>The container app, held against the worker itself.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Infrastructure")]
public sealed partial class WorkerAppTests
{
    private const string Insights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    [Fact]
    public async Task Worker_StartsWithExactlyTheseSettings()
    {
        foreach (var sut in (Deployment[])[Deployment.Dev, Deployment.Prod])
        {
            var template = Template(sut);
            var probes = Container(sut)["probes"]!.AsArray();
            Assert.Equal(["Liveness", "Readiness", "Startup"], probes.Select(it => it!["type"]!.ToString()).Order());
            Assert.All(probes, it => Assert.Equal(8080, (int)it!["httpGet"]!["port"]!));
            await WorkerSettings.CheckAsync(
                Environment(sut),
                [.. probes.Select(it => it!["httpGet"]!["path"]!.ToString())],
                TimeSpan.FromSeconds((int)template["terminationGracePeriodSeconds"]!)
            );
        }
    }

    [Theory]
    [InlineData("EventHubs__FullyQualifiedNamespace")]
    [InlineData("EventHubs__HubName")]
    [InlineData("Blobs__ServiceUri")]
    public async Task Worker_WithoutOneOfThem_DoesNotStart(string name)
    {
        var environment = Environment(Deployment.Prod);
        Assert.True(environment.Remove(name));
        await using var worker = WorkerSettings.Build(environment);
        Assert.False(SettingsReport.TryValidate(worker.Services, TextWriter.Null));
    }

    [Fact]
    public void Unknown_OfMisspelledNames_NamesThem() =>
        Assert.Equal(
            ["EventHubs__Hub", "Blob__ServiceUri", "FLUSH"],
            WorkerSettings.Unknown(["EventHubs__Hub", "Blob__ServiceUri", "EventHubs__HubName", "FLUSH"])
        );

    [Fact]
    public void Settings_OfTheOperator_ArePassedOn()
    {
        var environment = Environment(Deployment.Everything);
        Assert.Equal("00:01:00", environment["Flush__MaxAge"]);
        Assert.Equal("parquet", environment["Output__Formats"]);
    }

    [Fact]
    public void Retention_IsThatOfTheHub()
    {
        Assert.Equal("1.00:00:00", Environment(Deployment.Dev)["EventHubs__Retention"]);
        Assert.Equal("7.00:00:00", Environment(Deployment.Prod)["EventHubs__Retention"]);
        var sut = Deployment.Of($"param image = '{Deployment.Image}'", "param retentionHours = 31");
        Assert.Equal("1.07:00:00", Environment(sut)["EventHubs__Retention"]);
        Assert.Equal(
            "31",
            sut.One("Microsoft.EventHub/namespaces/eventhubs")
                .Text("properties.retentionDescription.retentionTimeInHours")
        );
    }

    [Fact]
    public async Task Scaler_LooksWhereTheWorkerWrites()
    {
        foreach (var sut in (Deployment[])[Deployment.Prod, Deployment.Everything])
        {
            var rule = Assert.Single(Template(sut)["scale"]!["rules"]!.AsArray())!["custom"]!;
            var metadata = rule["metadata"]!.AsObject().ToDictionary(it => it.Key, it => it.Value!.ToString());
            Assert.Equal("azure-eventhub", rule["type"]!.ToString());
            Assert.Equal(WorkerIdentity(sut), rule["identity"]!.ToString());
            Assert.Equal(await CheckpointPath.WrittenAsync(Environment(sut)), CheckpointPath.ReadByScaler(metadata));
        }
    }

    [Fact]
    public void Scale_IsAlwaysOn_AndEndsAtThePartitions()
    {
        Assert.Equal((1, 2), Scale(Deployment.Dev));
        Assert.Equal((2, 8), Scale(Deployment.Prod));
        Assert.Equal((3, 3), Scale(Deployment.Everything));
    }

    [Fact]
    public void Worker_RunsAsItsIdentity_AlsoWhenItPulls()
    {
        var sut = Deployment.Everything;
        var app = sut.One("Microsoft.App/containerApps");
        Assert.Equal("UserAssigned", app.Text("identity.type"));
        Assert.Equal(WorkerIdentity(sut), Assert.Single(app["identity.userAssignedIdentities"]!.AsObject()).Key);
        var registry = Assert.Single(app["properties.configuration.registries"]!.AsArray())!;
        Assert.Equal("registry.example.com", registry["server"]!.ToString());
        Assert.Equal(WorkerIdentity(sut), registry["identity"]!.ToString());
        Assert.Contains(
            "userAssignedIdentities/mydata-worker'",
            RawEnvironment(sut)["AZURE_CLIENT_ID"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Image_IsEmpty_LeavesTheWorkerOut()
    {
        var sut = Deployment.Of("param kubernetesIssuer = 'https://issuer.example.com/'");
        Assert.DoesNotContain(sut.Resources, it => it.Type.StartsWith("Microsoft.App/", StringComparison.Ordinal));
        Assert.Empty(sut.All("Microsoft.Insights/metricAlerts"));
        Assert.Equal(6, sut.All("Microsoft.Authorization/roleAssignments").Count());
        Assert.Equal(
            ["system:serviceaccount:kube-system:keda-operator", "system:serviceaccount:modeldata:modeldata-worker"],
            sut.All("Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials")
                .Select(it => it.Text("properties.subject"))
                .Order()
        );
    }

    private static JsonNode Template(Deployment deployment) =>
        deployment.One("Microsoft.App/containerApps")["properties.template"]!;

    private static (int Min, int Max) Scale(Deployment deployment)
    {
        var scale = Template(deployment)["scale"]!;
        return ((int)scale["minReplicas"]!, (int)scale["maxReplicas"]!);
    }

    private static JsonNode Container(Deployment deployment)
    {
        var container = Assert.Single(Template(deployment)["containers"]!.AsArray())!;
        Assert.Equal(Deployment.Image, container["image"]!.ToString());
        return container;
    }

    private static Dictionary<string, string> RawEnvironment(Deployment deployment) =>
        Container(deployment)["env"]!
            .AsArray()
            .ToDictionary(it => it!["name"]!.ToString(), it => (it!["value"] ?? it["secretRef"])!.ToString());

    /// <summary>With what only a deployment evaluates: the suffix of the public cloud, and the place that the secret names.</summary>
    private static Dictionary<string, string> Environment(Deployment deployment)
    {
        var environment = RawEnvironment(deployment)
            .ToDictionary(it => it.Key, it => BlobHost().Replace(it.Value, "https://$1.blob.core.windows.net"));
        environment[Insights] = $"InstrumentationKey={Guid.Empty};IngestionEndpoint=https://example.com/";
        return environment;
    }

    private static string WorkerIdentity(Deployment deployment) =>
        deployment.One("Microsoft.ManagedIdentity/userAssignedIdentities", "-worker").Id;

    [GeneratedRegex(@"^\[format\('https://\{0\}\.blob\.\{1\}', '(\w+)', environment\(\)\.suffixes\.storage\)\]$")]
    private static partial Regex BlobHost();
}
