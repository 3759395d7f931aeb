using System.Net;
using System.Net.Sockets;
using System.Text;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Ingestion.Settings;
using EventHubsTransportType = Azure.Messaging.EventHubs.EventHubsTransportType;

namespace ModelData.Ingestion.Tests.Partitions;

[Trait("Level", "Unit")]
public sealed class EventHubsSourceTests
{
    [Theory]
    [InlineData(EventHubsTransportType.AmqpTcp, "AMQP")]
    [InlineData(EventHubsTransportType.AmqpWebSockets, "GET ")]
    public async Task Connect_TransportAndAddress_AreThoseOfTheSettings(EventHubsTransportType type, string start)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var settings = new EventHubsSettings
        {
            ConnectionString =
                "Endpoint=sb://nowhere.example.net;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true",
            HubName = "hub",
            TransportType = type,
            CustomEndpointAddress = new Uri($"sb://{listener.LocalEndpoint}"),
        };
        await using var sut = new EventHubsSource(Options.Create(settings), new DefaultAzureCredential());
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task asking = sut.Management.GetHubPropertiesAsync(cancel.Token);

        using Socket socket = await listener.AcceptSocketAsync(token);
        var first = new byte[4];
        Assert.Equal(4, await socket.ReceiveAsync(first, token));

        Assert.Equal(start, Encoding.ASCII.GetString(first));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }
}
