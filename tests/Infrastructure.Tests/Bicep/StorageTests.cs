namespace ModelData.Infrastructure.Bicep;

/// <summary>What suits blobs that are overwritten for as long as a row may come.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Infrastructure")]
public sealed class StorageTests
{
    [Fact]
    public void BlobServices_EveryCommitOverwrites_KeepNoOldVersions()
    {
        foreach (var sut in (Deployment[])[Deployment.Dev, Deployment.Prod])
        {
            var services = sut.All("Microsoft.Storage/storageAccounts/blobServices").ToList();
            Assert.Equal(2, services.Count);
            foreach (var service in services)
            {
                Assert.Equal("false", service.Text("properties.isVersioningEnabled"));
                Assert.Equal("false", service.Text("properties.deleteRetentionPolicy.enabled"));
                Assert.Equal("false", service.Text("properties.restorePolicy.enabled"));
                Assert.Equal("false", service.Text("properties.changeFeed.enabled"));
                Assert.Equal("true", service.Text("properties.containerDeleteRetentionPolicy.enabled"));
            }
        }
    }

    [Fact]
    public void Accounts_AreFlatAndLocked()
    {
        foreach (var sut in (Deployment[])[Deployment.Dev, Deployment.Prod])
        {
            var accounts = sut.All("Microsoft.Storage/storageAccounts").ToList();
            Assert.All(accounts, it => Assert.Equal("false", it.Text("properties.isHnsEnabled")));
            Assert.All(accounts, it => Assert.Equal("StorageV2", it.Text("kind")));
            var locks = sut.All("Microsoft.Authorization/locks").ToList();
            Assert.All(locks, it => Assert.Equal("CanNotDelete", it.Text("properties.level")));
            Assert.Equal(accounts.Select(it => it.Id).Order(), locks.Select(it => it.Scope).Order());
        }
    }

    [Fact]
    public void Containers_OfOperators_AreInAnAccountOfTheirOwn()
    {
        var names = Deployment
            .Prod.All("Microsoft.Storage/storageAccounts/blobServices/containers")
            .Select(it => it.Name.Split('/'));
        Assert.Equal(
            [
                ("data", "modeldata"),
                ("state", "modeldata-deadletters"),
                ("state", "modeldata-settings"),
                ("state", "modeldata-state"),
            ],
            names
                .Select(it => (it[0].Contains("datastate", StringComparison.Ordinal) ? "state" : "data", it[2]))
                .Order()
        );
    }

    [Theory]
    // 168 h of retention are 7 days, 30 days for late rows: nothing before the 37th.
    [InlineData(1, 2, 37, 37)]
    [InlineData(100, 200, 100, 200)]
    public void Lifecycle_OfData_WaitsForRetentionAndLateRows(int cool, int delete, int coolsAfter, int deletesAfter)
    {
        var sut = Deployment.Of(
            "param retentionHours = 168",
            "param lateRowDays = 30",
            $"param coolAfterDays = {cool}",
            $"param deleteAfterDays = {delete}"
        );
        var rule = Assert.Single(
            sut.One("Microsoft.Storage/storageAccounts/managementPolicies")["properties.policy.rules"]!.AsArray()
        )!["definition"]!;
        var actions = rule["actions"]!["baseBlob"]!.AsObject();
        Assert.Equal("modeldata/", Assert.Single(rule["filters"]!["prefixMatch"]!.AsArray())!.ToString());
        Assert.Equal(["delete", "tierToCool"], actions.Select(it => it.Key).Order());
        Assert.Equal(coolsAfter, (int)actions["tierToCool"]!["daysAfterModificationGreaterThan"]!);
        Assert.Equal(deletesAfter, (int)actions["delete"]!["daysAfterModificationGreaterThan"]!);
    }

    [Fact]
    public void Lifecycle_InProduction_DeletesNothing()
    {
        var policy = Deployment.Prod.One("Microsoft.Storage/storageAccounts/managementPolicies");
        Assert.Contains("tierToCool", policy.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"delete\"", policy.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("rchive", policy.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lifecycle_OfTheStateAccount_TouchesDeadLettersOnly()
    {
        var policies = Deployment.Everything.All("Microsoft.Storage/storageAccounts/managementPolicies");
        var policy = Assert.Single(policies, it => it.Name.Contains("datastate", StringComparison.Ordinal));
        var rule = Assert.Single(policy["properties.policy.rules"]!.AsArray())!["definition"]!;
        Assert.Equal("modeldata-deadletters/", Assert.Single(rule["filters"]!["prefixMatch"]!.AsArray())!.ToString());
        // A day of retention, and the default of 90 days for late rows.
        Assert.Equal(91, (int)rule["actions"]!["baseBlob"]!["delete"]!["daysAfterModificationGreaterThan"]!);
    }
}
