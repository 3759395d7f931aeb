using System.Reflection;
using Amqp.Framing;
using Microsoft.Extensions.Logging.Abstractions;
using ModelData.EventHubs.Amqp;
using ModelData.EventHubs.Amqp.Connecting;
using ModelData.EventHubs.Authorization;
using ModelData.EventHubs.Peer;
using Message = Amqp.Message;

namespace ModelData.EventHubs.Receiving;

[Trait("Category", "Unit")]
public sealed class ReceiverChannelTests : PeerTest
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private const string Address = "hub/ConsumerGroups/$Default/Partitions/0";

    /// <summary>A connection stops writing before its links hear that it is gone: a moment that cannot be met from outside.</summary>
    [Fact]
    public async Task GrantCredit_ConnectionWritesNoMore_TheQueueSaysWhy()
    {
        _ = new PeerPartition(Peer, 1);
        await using AmqpConnector connector = CreateConnector();
        ReceiverChannel sut = await AttachAsync(connector);
        sut.Start();
        sut.GrantCredit();
        await sut.Queue.WhenChangedAsync().WaitAsync(Long, Token);
        Assert.Equal(1, sut.Queue.Take(new Message[1]));

        EndWriting(await connector.GetAsync(Token));
        sut.GrantCredit();

        await sut.Queue.WhenChangedAsync().WaitAsync(Long, Token);
        Assert.NotNull(sut.Queue.Failure);
    }

    private static void EndWriting(AmqpConnection connection)
    {
        object writer = Find(connection, "_connection").GetValue(connection)!;
        writer = Find(writer, "writer").GetValue(writer)!;
        Find(writer, "closed").SetValue(writer, true);
    }

    private static FieldInfo Find(object owner, string name) =>
        owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!;

    private AmqpConnector CreateConnector()
    {
        var options = new EventHubsConnectionOptions();
        var parts = ConnectionString.Parse(Peer.ConnectionString);
        var endpoint = AmqpEndpoint.Create(parts.Host, parts.Port, parts.UsesTls, options);
        var addresses = new AmqpAddresses(endpoint.Host, "hub", endpoint.UsesTls);
        return new AmqpConnector(
            new AmqpSettings
            {
                Endpoint = endpoint,
                Addresses = addresses,
                Tokens = new SasTokenSource(addresses.HubResource, parts, TimeProvider.System),
                IdleTimeout = options.IdleTimeout,
                TimeProvider = TimeProvider.System,
                Logger = NullLogger.Instance,
            }
        );
    }

    private static Task<ReceiverChannel> AttachAsync(AmqpConnector connector)
    {
        var attach = new Attach
        {
            Source = new Source { Address = Address, FilterSet = StartFilter.ToFilterSet(EventPosition.Earliest) },
            Target = new Target { Address = "test" },
            SndSettleMode = SenderSettleMode.Settled,
        };
        var queue = new PrefetchQueue(new CreditPolicy(maximumBytes: 1 << 20, maximumCount: 100));
        return ReceiverChannel.AttachAsync(connector, Address, attach, queue, "0", Token);
    }
}
