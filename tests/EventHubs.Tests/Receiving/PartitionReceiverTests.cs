using System.Text;
using Amqp;
using Amqp.Framing;
using Amqp.Types;
using Microsoft.Extensions.Time.Testing;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Receiving;

[Trait("Category", "Unit")]
public sealed partial class PartitionReceiverTests : PeerTest
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task ReceiveAsync_Attach_SaysWhoWhatAndFromWhere()
    {
        _ = new PeerPartition(Peer, 50);
        await using IPartitionReceiver sut = Receive(
            EventPosition.FromSequenceNumber(41),
            new PartitionReceiverOptions { OwnerLevel = 7, Identifier = "worker-1" }
        );

        await sut.ReceiveAsync(1, Long, Token);

        PeerLink link = Assert.Single(Peer.Links);
        Assert.Equal("hub/ConsumerGroups/$Default/Partitions/0", link.Address);
        Assert.Equal(7L, link.Attach.Properties[new Symbol("com.microsoft:epoch")]);
        Assert.Equal("worker-1", link.Attach.Properties[new Symbol("com.microsoft:receiver-name")]);
        Assert.Equal("worker-1", ((Target)link.Attach.Target).Address);
        Assert.Equal(SenderSettleMode.Settled, link.Attach.SndSettleMode);
        // The filter on the wire: a symbol as key, and a string described by the ulong 0x0000468C00000004.
        string filter =
            "A321"
            + Hex("apache.org:selector-filter:string")
            + "00800000468C00000004A12C"
            + Hex("amqp.annotation.x-opt-sequence-number > '41'");
        Assert.Contains(filter, Convert.ToHexString(link.Connection.AttachFrames[^1].Body), StringComparison.Ordinal);
        // The epoch is a long: smalllong 7.
        Assert.Contains(
            "A313" + Hex("com.microsoft:epoch") + "5507",
            Convert.ToHexString(link.Connection.AttachFrames[^1].Body),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task ReceiveAsync_NoOwnerLevel_AttachesWithoutEpoch()
    {
        _ = new PeerPartition(Peer, 1);
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);

        await sut.ReceiveAsync(1, Long, Token);

        Assert.False(Peer.Links[0].Attach.Properties.ContainsKey(new Symbol("com.microsoft:epoch")));
    }

    [Fact]
    public async Task ReceiveAsync_Event_CarriesEverything()
    {
        _ = new PeerPartition(Peer, 13)
        {
            Body = static _ => "body"u8.ToArray(),
            Change = static (_, message) =>
            {
                message.MessageAnnotations[new Symbol("x-opt-partition-key")] = "key";
                message.MessageAnnotations[new Symbol("x-opt-other")] = new Symbol("value");
                message.Properties = new Properties
                {
                    ContentType = "text/csv",
                    ContentEncoding = "br",
                    MessageId = "m",
                };
                message.Properties.SetCorrelationId(5UL);
                message.ApplicationProperties = new ApplicationProperties();
                message.ApplicationProperties["a"] = 1;
                message.ApplicationProperties["s"] = "x";
            },
        };
        await using IPartitionReceiver sut = Receive(EventPosition.FromSequenceNumber(12, isInclusive: true));

        ReceivedEvent received = Assert.Single(await sut.ReceiveAsync(5, Long, Token));

        Assert.Equal("body", Encoding.UTF8.GetString(received.Body.Span));
        Assert.Equal(12, received.SequenceNumber);
        Assert.Equal("1200", received.Offset);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), received.EnqueuedTime);
        Assert.Equal("key", received.PartitionKey);
        Assert.Equal("text/csv", received.ContentType);
        Assert.Equal("br", received.ContentEncoding);
        Assert.Equal("m", received.MessageId);
        Assert.Equal("5", received.CorrelationId);
        Assert.Equal([new("a", 1), new("s", "x")], received.Properties);
        Assert.Equal("x", received.Properties["s"]);
        Assert.False(received.Properties.ContainsKey("t"));
        Assert.Equal([new("x-opt-other", "value")], received.SystemProperties);
    }

    public static TheoryData<string, string> Bodies =>
        new()
        {
            { "value-text", "héllo" },
            { "value-binary", "bytes" },
            { "two-data", "onetwo" },
            { "value-null", "" },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task ReceiveAsync_OtherBodies_AreBytesOrText(string kind, string expected)
    {
        _ = new PeerPartition(Peer, 1)
        {
            Change = (_, message) =>
                message.BodySection = kind switch
                {
                    "value-text" => new AmqpValue { Value = "héllo" },
                    "value-binary" => new AmqpValue { Value = "bytes"u8.ToArray() },
                    "two-data" => TwoParts(),
                    _ => new AmqpValue { Value = null },
                },
        };
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);

        ReceivedEvent received = Assert.Single(await sut.ReceiveAsync(5, Long, Token));

        Assert.Equal(expected, Encoding.UTF8.GetString(received.Body.Span));
        Assert.Empty(received.Properties);
    }

    [Fact]
    public async Task ReceiveAsync_EventInManyFrames_ArrivesWhole()
    {
        byte[] body = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7))];
        Peer.Script.OnCredit = async link =>
        {
            if (link.Delivered == 0)
            {
                var message = new Message
                {
                    MessageAnnotations = PeerAnnotations.Of(0),
                    BodySection = new Data { Binary = body },
                };
                ByteBuffer encoded = message.Encode();
                await link.DeliverRawAsync(encoded.Buffer.AsMemory(encoded.Offset, encoded.Length), 65_000);
            }
        };
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);

        ReceivedEvent received = Assert.Single(await sut.ReceiveAsync(5, Long, Token));

        Assert.Equal(body, received.Body.ToArray());
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(20)]
    public async Task ReceiveAsync_MalformedEventInBetween_NeitherStopsThePartitionNorIsLost(int frameBytes)
    {
        byte[] good = Encode(
            new Message
            {
                MessageAnnotations = PeerAnnotations.Of(0),
                BodySection = new Data { Binary = [7] },
            }
        );
        byte[] bad =
        [
            .. Encode(new Message { MessageAnnotations = PeerAnnotations.Of(1) })[..^4],
            // Application properties that are no map, then descriptors without end.
            .. Convert.FromHexString("00537411"),
            .. new byte[100],
        ];
        byte[] next = Encode(
            new Message
            {
                MessageAnnotations = PeerAnnotations.Of(2),
                BodySection = new Data { Binary = [9] },
            }
        );
        Peer.Script.OnCredit = async link =>
        {
            if (link.Delivered == 0)
            {
                await link.DeliverRawAsync(good, frameBytes);
                await link.DeliverRawAsync(bad, frameBytes);
                await link.DeliverRawAsync(next, frameBytes);
            }
        };
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);

        IReadOnlyList<ReceivedEvent> events = await ReceiveAsync(sut, 3);

        Assert.Equal([0, 1, 2], events.Select(received => received.SequenceNumber));
        Assert.Equal([false, true, false], events.Select(received => received.IsMalformed));
        Assert.Equal(bad, events[1].Body.ToArray());
        Assert.Equal([9], events[2].Body.ToArray());
        Assert.Single(Peer.Connections);
    }

    [Fact]
    public async Task ReceiveAsync_NothingThere_IsEmptyWhenTheTimeIsUp()
    {
        var time = new FakeTimeProvider();
        var partition = new PeerPartition(Peer, 0);
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest, time: time);
        // Attaches, in real time, and waits.
        ValueTask<IReadOnlyList<ReceivedEvent>> receiving = sut.ReceiveAsync(5, TimeSpan.FromSeconds(3), Token);
        await Peer.WaitForAsync(() => Peer.Links is [{ CreditLimit: > 0 }], "the credit");

        await Peer.WaitForAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return receiving.IsCompleted;
            },
            "the end of the wait"
        );
        Assert.Empty(await receiving);

        await partition.AddAsync(1);
        Assert.Single(await sut.ReceiveAsync(5, Long, Token));
    }

    [Fact]
    public async Task ReceiveAsync_ZeroWait_DoesNotWait()
    {
        _ = new PeerPartition(Peer, 0);
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);

        Assert.Empty(await sut.ReceiveAsync(5, TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task ReceiveAsync_MoreThanAskedFor_StaysForTheNextCall()
    {
        _ = new PeerPartition(Peer, 100);
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);

        var numbers = new List<long>();
        while (numbers.Count < 100)
        {
            IReadOnlyList<ReceivedEvent> events = await sut.ReceiveAsync(7, Long, Token);
            Assert.InRange(events.Count, 1, 7);
            numbers.AddRange(events.Select(it => it.SequenceNumber));
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), numbers);
    }

    [Fact]
    public async Task ReceiveAsync_Cancelled_EndsAndLosesNothing()
    {
        var partition = new PeerPartition(Peer, 0);
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ValueTask<IReadOnlyList<ReceivedEvent>> receiving = sut.ReceiveAsync(5, Long, cancel.Token);
        await Peer.WaitForAsync(() => Peer.Links is [{ CreditLimit: > 0 }], "the credit");

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await receiving);
        await partition.AddAsync(2);

        Assert.Equal([0, 1], (await ReceiveAsync(sut, 2)).Select(received => received.SequenceNumber));
    }

    [Fact]
    public async Task ReceiveAsync_TwoAtOnce_IsRefused()
    {
        _ = new PeerPartition(Peer, 0);
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ValueTask<IReadOnlyList<ReceivedEvent>> receiving = sut.ReceiveAsync(5, Long, cancel.Token);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await sut.ReceiveAsync(5, Long, Token));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await receiving);
    }

    [Fact]
    public async Task ReceiveAsync_PeerDoesNotSettle_IsToldThatEventsArrived()
    {
        Peer.Script.Presettles = false;
        _ = new PeerPartition(Peer, 1000);
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest);

        Assert.Equal(1000, (await ReceiveAsync(sut, 1000)).Count);
    }

    [Fact]
    public async Task ReceiveAsync_EachLinkClosedAtOnce_FailsInTheEndInsteadOfSpinning()
    {
        Peer.Script.OnAttached = link => link.DetachAsync("amqp:internal-error", "A broken node.");
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest, retries: 3);

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(async () =>
            await sut.ReceiveAsync(1, Long, Token)
        );

        Assert.True(failure.IsTransient);
        Assert.Equal(4, Peer.Links.Count);
    }

    [Fact]
    public async Task DisposeAsync_DuringAReceive_EndsIt()
    {
        _ = new PeerPartition(Peer, 0);
        IPartitionReceiver sut = Receive(EventPosition.Earliest);
        Task receiving = sut.ReceiveAsync(1, Long, Token).AsTask();
        await Peer.WaitForAsync(() => Peer.Links is [{ CreditLimit: > 0 }], "the credit");

        await sut.DisposeAsync();

        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() => receiving);
        Assert.Equal(FailureReason.ClientClosed, failure.Reason);
    }

    [Fact]
    public async Task DisposeAsync_Attached_DetachesSoThatThePartitionIsFree()
    {
        _ = new PeerPartition(Peer, 1);
        IPartitionReceiver sut = Receive(EventPosition.Earliest);
        await sut.ReceiveAsync(1, Long, Token);

        await sut.DisposeAsync();

        Assert.True(Peer.Links[0].IsDetached);
        EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(async () =>
            await sut.ReceiveAsync(1, Long, Token)
        );
        Assert.Equal(FailureReason.ClientClosed, failure.Reason);
    }

    [Fact]
    public async Task ReceiveAsync_PeerUnreachable_SaysSoAndRecovers()
    {
        var partition = new PeerPartition(Peer, 1);
        int refusals = 0;
        Peer.Script.OnAttaching = link =>
            !PeerNodes.IsNode(link.Address) && refusals++ < 2
                ? new Error("com.microsoft:timeout") { Description = "Not now." }
                : null;
        await using IPartitionReceiver sut = Receive(EventPosition.Earliest, retries: 0);

        for (int i = 0; i < 2; i++)
        {
            EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(async () =>
                await sut.ReceiveAsync(1, Long, Token)
            );
            Assert.True(failure.IsTransient);
        }

        Assert.Single(await sut.ReceiveAsync(1, Long, Token));
    }

    private static byte[] Encode(Message message)
    {
        ByteBuffer buffer = message.Encode();
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }

    private static DataList TwoParts()
    {
        var list = new DataList();
        list.Add(new Data { Binary = "one"u8.ToArray() });
        list.Add(new Data { Binary = "two"u8.ToArray() });
        return list;
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    private static async Task<IReadOnlyList<ReceivedEvent>> ReceiveAsync(IPartitionReceiver sut, int count)
    {
        var events = new List<ReceivedEvent>();
        while (events.Count < count)
        {
            IReadOnlyList<ReceivedEvent> some = await sut.ReceiveAsync(count - events.Count, Long, Token);
            Assert.NotEmpty(some);
            events.AddRange(some);
        }

        return events;
    }

    private IPartitionReceiver Receive(
        EventPosition position,
        PartitionReceiverOptions? options = null,
        TimeProvider? time = null,
        int retries = 3
    ) =>
        Connect(it =>
            {
                it.TimeProvider = time ?? TimeProvider.System;
                it.Retry.MaximumRetries = retries;
            })
            .CreateReceiver("$Default", "0", position, options);
}
