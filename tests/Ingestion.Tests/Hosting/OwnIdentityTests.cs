using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Reading.State;
using ModelData.Ingestor.Hosting;

namespace ModelData.Ingestion.Tests.Hosting;

/// <summary>A worker without connection strings: what it builds, and what the identity library's own failures become.</summary>
[Trait("Level", "Unit")]
public sealed class OwnIdentityTests
{
    private static readonly string[] Identity =
    [
        "--EventHubs:FullyQualifiedNamespace=ns1.servicebus.windows.net",
        "--EventHubs:HubName=hub",
        "--Blobs:ServiceUri=https://data.blob.core.windows.net",
    ];

    [Fact]
    public async Task Build_NoConnectionString_OpensEverythingByAddress()
    {
        await using var app = WorkerHost.Build([.. Identity, "--State:ServiceUri=https://state.blob.core.windows.net"]);
        var containers = app.Services.GetRequiredService<WorkerContainers>();
        var hub = app.Services.GetRequiredService<IHubSource>();

        Assert.True(SettingsReport.TryValidate(app.Services, TextWriter.Null));
        Assert.IsType<DefaultAzureCredential>(app.Services.GetRequiredService<TokenCredential>());
        Assert.Equal("https://data.blob.core.windows.net/modeldata", containers.Data.Uri.ToString());
        Assert.Equal("https://state.blob.core.windows.net/modeldata-state", containers.PartitionState.Uri.ToString());
        Assert.Equal("https://data.blob.core.windows.net/modeldata-deadletters", containers.DeadLetters.Uri.ToString());
        Assert.Equal(("ns1.servicebus.windows.net", "hub"), (hub.FullyQualifiedNamespace, hub.HubName));
    }

    [Fact]
    public async Task Build_VariableOfTheIdentityWithALineBreak_IsTheSameIdentity()
    {
        const string tenant = "AZURE_TENANT_ID";
        string? before = Environment.GetEnvironmentVariable(tenant);
        try
        {
            Environment.SetEnvironmentVariable(tenant, "contoso.example\n");
            await using var app = WorkerHost.Build(Identity);
            using var report = new StringWriter();

            Assert.True(SettingsReport.TryValidate(app.Services, report), report.ToString());
            Assert.IsType<DefaultAzureCredential>(app.Services.GetRequiredService<TokenCredential>());
            Assert.Equal("contoso.example", Environment.GetEnvironmentVariable(tenant));
        }
        finally
        {
            Environment.SetEnvironmentVariable(tenant, before);
        }
    }

    [Fact]
    public async Task Report_TenantInQuotationMarks_NamesTheVariable()
    {
        string report = await SettingsRun.ReportAsync("--AZURE_TENANT_ID=\"contoso\"");

        Assert.Contains("AZURE_TENANT_ID (command line) is no tenant", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_NamespaceWithAScheme_SaysWhatANamespaceIs()
    {
        await using var app = WorkerHost.Build([
            "--EventHubs:FullyQualifiedNamespace=sb://ns1.example.net/",
            .. Identity[1..],
        ]);
        using var report = new StringWriter();

        Assert.False(SettingsReport.TryValidate(app.Services, report));
        Assert.Contains("without scheme, port and path.", report.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", report.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "--State:ConnectionString=UseDevelopmentStorage=true",
        "http://127.0.0.1:10000/devstoreaccount1/modeldata-state"
    )]
    [InlineData("--State:Container=other", "https://data.blob.core.windows.net/other")]
    public async Task Build_StateOfItsOwn_TakesNothingElseFromTheBlobs(string setting, string expected)
    {
        await using var app = WorkerHost.Build([.. Identity, setting]);

        Assert.True(SettingsReport.TryValidate(app.Services, TextWriter.Null));
        Assert.Equal(expected, app.Services.GetRequiredService<WorkerContainers>().PartitionState.Uri.ToString());
    }

    [Fact]
    public async Task Build_BlobsByKeyAndStateByAddress_KeepsThemApart()
    {
        await using var app = WorkerHost.Build([
            .. Identity[..2],
            "--Blobs:ConnectionString=UseDevelopmentStorage=true",
            "--State:ServiceUri=https://state.blob.core.windows.net",
        ]);
        var containers = app.Services.GetRequiredService<WorkerContainers>();

        Assert.True(SettingsReport.TryValidate(app.Services, TextWriter.Null));
        Assert.Equal("https://state.blob.core.windows.net/modeldata-state", containers.PartitionState.Uri.ToString());
        Assert.Equal("http://127.0.0.1:10000/devstoreaccount1/modeldata", containers.Data.Uri.ToString());
    }

    [Fact]
    public void IdentityLibrary_Exceptions_HaveTheNamesThatTheClientKnows()
    {
        // The client brings no identity library, and tells these apart by name.
        Assert.Equal("Azure.Identity.CredentialUnavailableException", typeof(CredentialUnavailableException).FullName);
        Assert.Equal("Azure.Identity", typeof(AuthenticationFailedException).Namespace);
        Assert.Equal(
            "Microsoft.Identity.Client.MsalServiceException",
            typeof(Microsoft.Identity.Client.MsalServiceException).FullName
        );
        Assert.True(typeof(CredentialUnavailableException).IsSubclassOf(typeof(AuthenticationFailedException)));
    }
}
