using System.Globalization;
using System.Text.Json.Nodes;
using ModelData.Infrastructure.Bicep;

namespace ModelData.Infrastructure.Kubernetes;

/// <summary>The manifests, held against the worker and against the container app.</summary>
[Trait("Level", "Unit")]
[Trait("Topic", "Infrastructure")]
public sealed class ManifestTests
{
    private readonly Manifests _sut = new();

    private JsonNode Pod => _sut.One("Deployment")["spec"]!["template"]!;

    private JsonNode Container => Assert.Single(Pod["spec"]!["containers"]!.AsArray())!;

    private Dictionary<string, string> Settings =>
        _sut.One("ConfigMap")["data"]!.AsObject().ToDictionary(it => it.Key, it => it.Value!.ToString());

    private Dictionary<string, string> Scaler =>
        Assert.Single(_sut.One("ScaledObject")["spec"]!["triggers"]!.AsArray())!["metadata"]!
            .AsObject()
            .ToDictionary(it => it.Key, it => it.Value!.ToString());

    [Fact]
    public void Settings_AreAllUsed_AndNoPlaceholderIsLeft()
    {
        Assert.Equal(_sut.Settings.Keys.Order(), _sut.Used.Order());
        Assert.All(
            _sut.Resources,
            it =>
            {
                Assert.DoesNotContain(Manifests.Placeholder, it.ToJsonString(), StringComparison.Ordinal);
                Assert.DoesNotContain("from-settings.env", it.ToJsonString(), StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task Worker_StartsWithExactlyTheseSettings()
    {
        Assert.Equal(
            Name("ConfigMap"),
            Assert.Single(Container["envFrom"]!.AsArray())!["configMapRef"]!["name"]!.ToString()
        );
        Assert.Null(Container["env"]);
        JsonNode[] probes = [Container["startupProbe"]!, Container["livenessProbe"]!, Container["readinessProbe"]!];
        Assert.All(probes, it => Assert.Equal("http", it["httpGet"]!["port"]!.ToString()));
        Assert.Equal("8080", Assert.Single(Container["ports"]!.AsArray())!["containerPort"]!.ToString());
        await WorkerSettings.CheckAsync(
            Settings,
            [.. probes.Select(it => it["httpGet"]!["path"]!.ToString())],
            TimeSpan.FromSeconds(Number(Pod["spec"]!["terminationGracePeriodSeconds"]))
        );
    }

    [Fact]
    public void Settings_AreThoseOfTheContainerApp()
    {
        var container = Deployment.Prod.One("Microsoft.App/containerApps")["properties.template.containers"]![0]!;
        // The webhook of workload identity sets the client id from the service account.
        var others = container["env"]!
            .AsArray()
            .Select(it => it!["name"]!.ToString())
            .Where(it => it != "AZURE_CLIENT_ID");
        Assert.Equal(others.Order(), Settings.Keys.Order());
    }

    [Fact]
    public async Task Scaler_LooksWhereTheWorkerWrites()
    {
        Assert.Equal(await CheckpointPath.WrittenAsync(Settings), CheckpointPath.ReadByScaler(Scaler));
        var trigger = _sut.One("ScaledObject")["spec"]!["triggers"]![0]!;
        Assert.Equal("azure-eventhub", trigger["type"]!.ToString());
        Assert.Equal(Name("TriggerAuthentication"), trigger["authenticationRef"]!["name"]!.ToString());
        Assert.Equal(
            "azure-workload",
            _sut.One("TriggerAuthentication")["spec"]!["podIdentity"]!["provider"]!.ToString()
        );
        Assert.Equal(Name("Deployment"), _sut.One("ScaledObject")["spec"]!["scaleTargetRef"]!["name"]!.ToString());
        Assert.True(Number(_sut.One("ScaledObject")["spec"]!["minReplicaCount"]) >= 1);
    }

    [Fact]
    public void Scaler_AsksForTheSameAsTheContainerApp()
    {
        var rule = Deployment.Prod.One("Microsoft.App/containerApps")["properties.template.scale.rules"]![0]!;
        Assert.Equal(rule["custom"]!["metadata"]!.AsObject().Select(it => it.Key).Order(), Scaler.Keys.Order());
    }

    [Fact]
    public void Identity_ComesFromTheServiceAccount()
    {
        var account = _sut.One("ServiceAccount")["metadata"]!;
        string client = _sut.Settings["IDENTITY_CLIENT_ID"];
        Assert.Equal(client, account["annotations"]!["azure.workload.identity/client-id"]!.ToString());
        Assert.Equal(client, _sut.One("TriggerAuthentication")["spec"]!["podIdentity"]!["identityId"]!.ToString());
        Assert.Equal("true", account["labels"]!["azure.workload.identity/use"]!.ToString());
        Assert.Equal("true", Pod["metadata"]!["labels"]!["azure.workload.identity/use"]!.ToString());
        Assert.Equal(Name("ServiceAccount"), Pod["spec"]!["serviceAccountName"]!.ToString());
        Assert.Contains(
            $"system:serviceaccount:{Name("Namespace")}:{Name("ServiceAccount")}",
            Templates.Compiled["parameters"]!["kubernetesSubjects"]!.ToJsonString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Pod_HasNoMoreRightsThanItNeeds()
    {
        var pod = Pod["spec"]!["securityContext"]!;
        Assert.Equal("true", pod["runAsNonRoot"]!.ToString());
        Assert.Equal("1654", pod["runAsUser"]!.ToString());
        Assert.Equal("RuntimeDefault", pod["seccompProfile"]!["type"]!.ToString());
        Assert.Equal("false", Pod["spec"]!["automountServiceAccountToken"]!.ToString());
        var container = Container["securityContext"]!;
        Assert.Equal("true", container["readOnlyRootFilesystem"]!.ToString());
        Assert.Equal("false", container["allowPrivilegeEscalation"]!.ToString());
        Assert.Equal("ALL", Assert.Single(container["capabilities"]!["drop"]!.AsArray())!.ToString());
        Assert.Equal("/tmp", Assert.Single(Container["volumeMounts"]!.AsArray())!["mountPath"]!.ToString());
        Assert.NotNull(Assert.Single(Pod["spec"]!["volumes"]!.AsArray())!["emptyDir"]);
        foreach (string kind in (string[])["requests", "limits"])
        {
            Assert.Equal(["cpu", "memory"], Container["resources"]![kind]!.AsObject().Select(it => it.Key).Order());
        }
    }

    [Fact]
    public void Selectors_ChooseTheWorker()
    {
        var labels = Pod["metadata"]!["labels"]!.AsObject().Select(it => (it.Key, it.Value!.ToString())).ToHashSet();
        JsonNode[] selectors =
        [
            _sut.One("Deployment")["spec"]!["selector"]!["matchLabels"]!,
            _sut.One("Service")["spec"]!["selector"]!,
            _sut.One("PodDisruptionBudget")["spec"]!["selector"]!["matchLabels"]!,
            _sut.One("NetworkPolicy")["spec"]!["podSelector"]!["matchLabels"]!,
        ];
        Assert.All(
            selectors,
            it => Assert.Subset(labels, it.AsObject().Select(pair => (pair.Key, pair.Value!.ToString())).ToHashSet())
        );
        Assert.Equal("1", _sut.One("PodDisruptionBudget")["spec"]!["maxUnavailable"]!.ToString());
    }

    [Fact]
    public void Network_LetsInProbesAndMetrics_AndOutNothingInTheClear()
    {
        var policy = _sut.One("NetworkPolicy")["spec"]!;
        Assert.Equal(["Egress", "Ingress"], policy["policyTypes"]!.AsArray().Select(it => it!.ToString()).Order());
        Assert.Equal(["8080"], Ports(policy["ingress"]!));
        Assert.Equal(["443", "53", "53", "5671"], Ports(policy["egress"]!));
    }

    private static IEnumerable<string> Ports(JsonNode rules) =>
        rules
            .AsArray()
            .SelectMany(it => it!["ports"]!.AsArray())
            .Select(it => it!["port"]!.ToString())
            .Order(StringComparer.Ordinal);

    private static int Number(JsonNode? node) => int.Parse(node!.ToString(), CultureInfo.InvariantCulture);

    private string Name(string kind) => _sut.One(kind)["metadata"]!["name"]!.ToString();
}
