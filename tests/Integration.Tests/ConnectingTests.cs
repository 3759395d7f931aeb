using System.Globalization;
using ModelData.LocalEventHubs;
using ModelData.Testing;

namespace ModelData.Integration;

/// <summary>The ways in which a worker gets to its hub.</summary>
[Trait("Level", "Process")]
public sealed class ConnectingTests(AzuriteFixture fixture)
{
    private const string File = $"{Pipeline.Folder}/data.csv";

    [Fact]
    public async Task Settings_WebSocketsByAnotherAddress_AreUsed()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await pipeline.SendAsync(0, 0, 3);
        await using var worker = await pipeline.StartWorkerAsync(
            new()
            {
                ["EventHubs__ConnectionString"] = pipeline.Broker.ConnectionString.Replace(
                    "127.0.0.1",
                    "nowhere.example.net",
                    StringComparison.Ordinal
                ),
                ["EventHubs__CustomEndpointAddress"] = Address(pipeline),
                ["EventHubs__TransportType"] = "AmqpWebSockets",
            }
        );

        await pipeline.ExpectAsync(File, [0, 1, 2]);
    }

    [Fact]
    public async Task Log_AtDebugLevel_SaysWhatTheOfficialClientDoesAndNoKey()
    {
        await using var pipeline = await Pipeline.StartAsync(fixture.Azurite.ConnectionString);
        await using var worker = await pipeline.StartWorkerAsync(
            new() { ["Logging__LogLevel__Azure.Messaging.EventHubs"] = "Debug" }
        );
        await pipeline.SendAsync(0, 0, 3);
        await pipeline.ExpectAsync(File, [0, 1, 2]);

        Assert.Contains("Azure.Messaging.EventHubs[", worker.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("SAS_KEY_VALUE", worker.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_NamespaceOnly_AuthenticatesAsTheManagedIdentity()
    {
        using var authority = new TestAuthority();
        using var folder = new TemporaryFolder();
        await using var identity = new IdentityEndpoint();
        await using var pipeline = await Pipeline.StartAsync(
            fixture.Azurite.ConnectionString,
            authority: authority,
            issuer: new TrustedIssuer(IdentityEndpoint.Issuer, identity.PublicKey)
        );
        string roots = Path.Combine(folder.Path, "roots.pem");
        await System.IO.File.WriteAllTextAsync(roots, authority.Root.ExportCertificatePem());
        await pipeline.SendAsync(0, 0, 3);
        await using var worker = await pipeline.StartWorkerAsync(
            new(identity.Environment)
            {
                ["EventHubs__ConnectionString"] = "",
                ["EventHubs__FullyQualifiedNamespace"] = "localhost",
                ["EventHubs__CustomEndpointAddress"] = Address(pipeline),
                ["AZURE_CLIENT_ID"] = "11111111-2222-3333-4444-555555555555",
                // The system's trust, on Linux.
                ["SSL_CERT_FILE"] = roots,
            }
        );

        await pipeline.ExpectAsync(File, [0, 1, 2]);
        // One fetch for all links.
        string request = Assert.Single(identity.Requests);
        Assert.Contains("resource=https://eventhubs.azure.net", request, StringComparison.Ordinal);
        Assert.Contains("client_id=11111111-2222-3333-4444-555555555555", request, StringComparison.Ordinal);
    }

    private static string Address(Pipeline pipeline) =>
        string.Create(CultureInfo.InvariantCulture, $"sb://127.0.0.1:{pipeline.Broker.Port}");
}
