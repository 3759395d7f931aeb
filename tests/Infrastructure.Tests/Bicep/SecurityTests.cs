namespace ModelData.Infrastructure.Bicep;

/// <summary>Who may do what, and what nobody may.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Infrastructure")]
public sealed class SecurityTests
{
    private const string Sender = "2b629674-e913-4c01-ae53-ef4638d8f975";
    private const string Receiver = "a638d3c7-ab3a-418d-83e6-5f17a39d4fde";
    private const string BlobReader = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
    private const string BlobContributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";

    [Fact]
    public void RoleAssignments_AreExactlyTheseSix()
    {
        foreach (var sut in (Deployment[])[Deployment.Dev, Deployment.Prod, Deployment.Everything])
        {
            var assignments = sut.All("Microsoft.Authorization/roleAssignments")
                .Select(it =>
                {
                    Assert.Equal("ServicePrincipal", it.Text("properties.principalType"));
                    return (
                        Identity(it.Text("properties.principalId")),
                        Last(it.Text("properties.roleDefinitionId")),
                        it.Scope.Split("/providers/")[1]
                    );
                });
            string hub = HubOf(sut);
            var (data, state) = AccountsOf(sut);
            Assert.Equal(
                [
                    ("scoring", Sender, hub),
                    ("scoring", BlobReader, Container(state, "modeldata-settings")),
                    ("worker", Receiver, hub),
                    ("worker", BlobContributor, Container(data, "modeldata")),
                    ("worker", BlobContributor, Container(state, "modeldata-deadletters")),
                    ("worker", BlobContributor, Container(state, "modeldata-state")),
                ],
                assignments.OrderBy(it => it.Item1).ThenByDescending(it => it.Item3 == hub).ThenBy(it => it.Item3)
            );
        }
    }

    [Fact]
    public void Namespace_InProduction_TakesIdentitiesOverTlsOnly()
    {
        var sut = Deployment.Prod.One("Microsoft.EventHub/namespaces");
        Assert.Equal("true", sut.Text("properties.disableLocalAuth"));
        Assert.Equal("1.2", sut.Text("properties.minimumTlsVersion"));
        Assert.DoesNotContain(
            Deployment.Prod.Resources,
            it => it.Type.Contains("authorizationRules", StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public void Accounts_InProduction_TakeIdentitiesOverTlsOnly()
    {
        var accounts = Deployment.Prod.All("Microsoft.Storage/storageAccounts").ToList();
        Assert.Equal(2, accounts.Count);
        Assert.All(accounts, it => Assert.Equal("false", it.Text("properties.allowSharedKeyAccess")));
    }

    [Fact]
    public void Accounts_Anywhere_ShowNothingToStrangers()
    {
        foreach (var sut in (Deployment[])[Deployment.Dev, Deployment.Prod])
        {
            foreach (var account in sut.All("Microsoft.Storage/storageAccounts"))
            {
                Assert.Equal("false", account.Text("properties.allowBlobPublicAccess"));
                Assert.Equal("false", account.Text("properties.allowCrossTenantReplication"));
                Assert.Equal("true", account.Text("properties.supportsHttpsTrafficOnly"));
                Assert.Equal("true", account.Text("properties.defaultToOAuthAuthentication"));
                Assert.Equal("TLS1_2", account.Text("properties.minimumTlsVersion"));
            }

            Assert.All(
                sut.All("Microsoft.Storage/storageAccounts/blobServices/containers"),
                it => Assert.Equal("None", it.Text("properties.publicAccess"))
            );
        }
    }

    [Fact]
    public void PrivateNetworking_ClosesHubAndAccounts_AndLeadsToEach()
    {
        var sut = Deployment.Everything;
        var closed = sut.All("Microsoft.Storage/storageAccounts")
            .Append(sut.One("Microsoft.EventHub/namespaces"))
            .ToList();
        Assert.All(closed, it => Assert.Equal("Disabled", it.Text("properties.publicNetworkAccess")));
        var reached = sut.All("Microsoft.Network/privateEndpoints")
            .Select(it => it["properties.privateLinkServiceConnections"]![0]!["properties"]!);
        Assert.Equal(3, reached.Count());
        Assert.Equal(3, sut.All("Microsoft.Network/privateEndpoints/privateDnsZoneGroups").Count());
        Assert.Equal(2, sut.All("Microsoft.Network/privateDnsZones/virtualNetworkLinks").Count());
        Assert.EndsWith(
            "/subnets/workers",
            sut.One("Microsoft.App/managedEnvironments").Text("properties.vnetConfiguration.infrastructureSubnetId"),
            StringComparison.Ordinal
        );
        Assert.Empty(Deployment.Prod.All("Microsoft.Network/privateEndpoints"));
    }

    [Fact]
    public void Worker_ListensToNobodyOutside() =>
        Assert.Null(Deployment.Prod.One("Microsoft.App/containerApps")["properties.configuration.ingress"]);

    private static string HubOf(Deployment deployment) =>
        deployment.One("Microsoft.EventHub/namespaces/eventhubs").Id.Split("/providers/")[1];

    private static (string Data, string State) AccountsOf(Deployment deployment)
    {
        var names = deployment.All("Microsoft.Storage/storageAccounts").Select(it => it.Name).ToList();
        return (
            names.Single(it => it.Contains("datadata", StringComparison.Ordinal)),
            names.Single(it => it.Contains("datastate", StringComparison.Ordinal))
        );
    }

    private static string Container(string account, string name) =>
        $"Microsoft.Storage/storageAccounts/{account}/blobServices/default/containers/{name}";

    private static string Last(string id) => id[(id.LastIndexOf('/') + 1)..];

    // reference('/…/userAssignedIdentities/<name>', '…').principalId
    private static string Identity(string reference) => Last(reference.Split('\'')[1]).Split('-')[^1];
}
