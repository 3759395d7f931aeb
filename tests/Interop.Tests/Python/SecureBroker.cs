using System.Globalization;
using ModelData.Testing;

namespace ModelData.Interop.Python;

/// <summary>
/// A broker for the Python SDK, which connects by TLS to port 5671 and to no other: so it has that port on a loopback address of its own.
/// </summary>
public sealed class SecureBroker : IAsyncLifetime
{
    private const int AmqpsPort = 5671;

    private static int _count;

    private readonly TemporaryFolder _folder = new("modeldata-broker-");
    private readonly TestAuthority _authority = new();

    /// <summary>The broker; not there where the SDK is not installed.</summary>
    internal BrokerProcess Broker { get; private set; } = null!;

    /// <summary>A file with the root that issued its certificate.</summary>
    internal string Root => Path.Combine(_folder.Path, "root.pem");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!await PythonSdk.IsThereAsync())
        {
            return;
        }

        // Neither two classes nor two test runs on one machine may meet.
        string address = string.Create(
            CultureInfo.InvariantCulture,
            $"127.{1 + (Environment.ProcessId % 250)}.{Environment.ProcessId / 250 % 250}.{Interlocked.Increment(ref _count)}"
        );
        await File.WriteAllTextAsync(Root, _authority.Root.ExportCertificatePem());
        Broker = await BrokerProcess.StartAsync(
            new BrokerOptions
            {
                DataFolder = Path.Combine(_folder.Path, "data"),
                Address = address,
                Port = AmqpsPort,
                TlsCertificate = await ServerCertificate.WriteAsync(_authority, _folder.Path, address),
            }
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Broker is not null)
        {
            await Broker.DisposeAsync();
        }

        _authority.Dispose();
        _folder.Dispose();
    }

    /// <summary>Options of a script.</summary>
    internal object Options(bool webSockets, string? key = null, string hub = BrokerFixture.Hub) =>
        new
        {
            connectionString = key is null
                ? Broker.ConnectionString
                : Broker.ConnectionString.Replace("SAS_KEY_VALUE", key, StringComparison.Ordinal),
            hub,
            authority = Root,
            endpoint = webSockets ? $"sb://{Broker.Options.Address}:{Broker.Port}" : null,
            partitionId = webSockets ? "1" : "0",
        };
}
