using System.Security.Cryptography.X509Certificates;
using ModelData.Testing;

namespace ModelData.Interop;

/// <summary>The SDK over TLS, and over WebSockets, which it does in TLS only.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class JavaScriptSecureTests : IAsyncLifetime
{
    private const int Count = 20;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new("modeldata-broker-");
    private readonly TestAuthority _authority = new();
    private string _root = "";
    private BrokerProcess _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _root = Path.Combine(_folder.Path, "root.pem");
        await File.WriteAllTextAsync(_root, _authority.Root.ExportCertificatePem());
        string server = Path.Combine(_folder.Path, "server.pem");
        using X509Certificate2 certificate = _authority.Issue();
        await File.WriteAllTextAsync(
            server,
            $"{certificate.ExportCertificatePem()}\n{certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n"
        );
        _broker = await BrokerProcess.StartAsync(
            new BrokerOptions { DataFolder = Path.Combine(_folder.Path, "data"), TlsCertificate = server }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public Task SendAndRead_OverTls_Works() => SendAndReadAsync(webSockets: false);

    [Fact]
    public Task SendAndRead_OverWebSockets_Works() => SendAndReadAsync(webSockets: true);

    private async Task SendAndReadAsync(bool webSockets)
    {
        var sent = await JavaScriptSdk.RunAsync(
            "send.mjs",
            new
            {
                connectionString = _broker.ConnectionString,
                hub = BrokerFixture.Hub,
                mode = "batch",
                count = Count,
                prefix = "secure",
                partitionId = "0",
                webSockets,
            },
            Deadline,
            _root
        );
        Assert.Equal("""{"sent":20}""", Assert.Single(sent).ToJsonString());

        var read = await JavaScriptSdk.RunAsync(
            "read.mjs",
            new
            {
                connectionString = _broker.ConnectionString,
                hub = BrokerFixture.Hub,
                partitionId = "0",
                count = Count,
                webSockets,
            },
            Deadline,
            _root
        );
        Assert.DoesNotContain(read, it => it.ContainsKey("error"));
        Assert.Equal(
            Enumerable.Range(0, Count).Select(i => $"secure-{i}"),
            read.Where(it => it.ContainsKey("event")).Select(it => it["event"]!["body"]!.GetValue<string>())
        );
    }
}
