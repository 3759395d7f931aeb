using System.Text;
using Amqp;
using CsCheck;
using ModelData.EventHubs.Peer;

namespace ModelData.EventHubs.Sending;

/// <summary>What goes over the wire, byte by byte; the vectors follow the specification, not this code.</summary>
[Trait("Category", "Unit")]
public sealed class EncodingTests : PeerTest
{
    [Fact]
    public async Task SendAsync_BodyOnly_IsOneDataSection()
    {
        await using IEventSender sut = Connect().CreateSender();

        await sut.SendAsync(new EventData("abc"u8.ToArray()), SendTarget.Any, Token);

        // data (descriptor 0x75), vbin8 of 3 bytes
        Assert.Equal("005375A003616263", Convert.ToHexString(Peer.Transfers[0].Payload));
        Assert.Equal("hub", Peer.Transfers[0].Link.Address);
    }

    [Fact]
    public async Task SendAsync_AllParts_AreEncodedInTheOrderOfTheSpecification()
    {
        await using IEventSender sut = Connect().CreateSender();
        var eventData = new EventData("x"u8.ToArray())
        {
            MessageId = "m",
            CorrelationId = "c",
            ContentType = "t/p",
            ContentEncoding = "br",
            Properties = [new("n", 7), new("s", "v")],
        };

        await sut.SendAsync(eventData, SendTarget.ToKey("k"), Token);

        string expected =
            // message-annotations: map8 { sym8 "x-opt-partition-key": str8 "k" }
            "005372C11902A313"
            + Hex("x-opt-partition-key")
            + "A1016B"
            // properties: list8 of 8: message-id "m", four nulls, correlation-id "c", content-type, content-encoding
            + "005373C01408A1016D40404040A10163A303"
            + Hex("t/p")
            + "A302"
            + Hex("br")
            // application-properties: map8 { str8 "n": smallint 7, str8 "s": str8 "v" }
            + "005374C10C04A1016E5407A10173A10176"
            // data: vbin8 of 1 byte
            + "005375A00178";
        Assert.Equal(expected, Convert.ToHexString(Peer.Transfers[0].Payload));
    }

    [Fact]
    public async Task SendAsync_Batch_IsAnEnvelopeOfDataSectionsInTheBatchFormat()
    {
        await using IEventSender sut = Connect().CreateSender();
        using EventBatch batch = await sut.CreateBatchAsync(SendTarget.ToKey("k"), null, Token);
        Assert.True(batch.TryAdd(new EventData("a"u8.ToArray())));
        Assert.True(batch.TryAdd(new EventData(new byte[300])));

        await sut.SendAsync(batch, Token);

        string annotations = "005372C11902A313" + Hex("x-opt-partition-key") + "A1016B";
        string first = annotations + "005375A00161";
        string second = annotations + "005375B00000012C" + new string('0', 600);
        string expected =
            annotations
            + "005375A0"
            + (first.Length / 2).ToString("X2")
            + first
            + "005375B0"
            + (second.Length / 2).ToString("X8")
            + second;
        PeerTransfer transfer = Assert.Single(Peer.Transfers);
        Assert.Equal(0x80013700u, transfer.Format);
        Assert.Equal(expected, Convert.ToHexString(transfer.Payload));
        // message-format as uint: 0x70 80013700
        Assert.Contains(
            "7080013700",
            Convert.ToHexString(Peer.Connections[0].TransferFrames[0].Body),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task SizeBytes_AnyEvents_EqualsWhatGoesOverTheWire()
    {
        await using IEventSender sut = Connect().CreateSender();
        Gen<EventData> genEvent =
            from size in Gen.OneOf(Gen.Int[0, 600], Gen.Int[60_000, 70_000])
            from contentType in Gen.Null(Gen.String[Gen.Char.AlphaNumeric, 0, 300])
            from id in Gen.Null(Gen.String[0, 128])
            from properties in Gen.Select(
                Gen.String[1, 20],
                GenValue,
                (name, value) => KeyValuePair.Create(name, value)
            ).Array[0, 5]
            select new EventData(new byte[size])
            {
                ContentType = contentType,
                MessageId = id,
                Properties = [.. properties.DistinctBy(pair => pair.Key)],
            };
        await Gen.Select(Gen.Null(Gen.String[1, 128]), genEvent.Array[1, 12])
            .SampleAsync(
                async (key, events) =>
                {
                    SendTarget target = key is null ? SendTarget.ToPartition("0") : SendTarget.ToKey(key);
                    using EventBatch batch = await sut.CreateBatchAsync(target, null, Token);
                    foreach (EventData eventData in events)
                    {
                        Assert.True(batch.TryAdd(eventData));
                    }

                    long size = batch.SizeBytes;
                    await sut.SendAsync(batch, Token);
                    Assert.Equal(size, Peer.Transfers[^1].Payload.LongLength);
                },
                iter: 100,
                threads: 1
            );
    }

    [Fact]
    public async Task TryAdd_OneByteTooMuch_IsRefusedAndLeavesTheBatchAsItWas()
    {
        await using IEventSender sut = Connect().CreateSender();
        // 8 bytes of section around the event, 8 around its body, the last one in long form
        using EventBatch batch = await sut.CreateBatchAsync(SendTarget.Any, 1016, Token);

        Assert.False(batch.TryAdd(new EventData(new byte[1001])));
        Assert.Equal(0, batch.Count);
        Assert.Equal(0, batch.SizeBytes);
        Assert.True(batch.TryAdd(new EventData(new byte[1000])));
        Assert.Equal(1016, batch.SizeBytes);
        Assert.False(batch.TryAdd(new EventData(Array.Empty<byte>())));
    }

    [Fact]
    public async Task CreateBatchAsync_Limits_AreThoseOfTheLink()
    {
        Peer.Script.MaxMessageSize = 262_144;
        await using IEventSender sut = Connect().CreateSender();

        using EventBatch batch = await sut.CreateBatchAsync(SendTarget.Any, null, Token);

        Assert.Equal(262_144, batch.MaximumBytes);
        Assert.Equal(262_144, await sut.GetMaximumMessageBytesAsync(SendTarget.Any, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await sut.CreateBatchAsync(SendTarget.Any, 262_145, Token)
        );
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await sut.CreateBatchAsync(SendTarget.Any, 23, Token)
        );
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task SendAsync_AtTheLimitOfTheLink_IsExact(int bodyBytes, bool fits)
    {
        Peer.Script.MaxMessageSize = 1008;
        await using IEventSender sut = Connect().CreateSender();

        Task sending = sut.SendAsync(new EventData(new byte[bodyBytes]), SendTarget.Any, Token);

        if (fits)
        {
            await sending;
            Assert.Equal(1008, Peer.Transfers[0].Payload.Length);
        }
        else
        {
            EventHubsException failure = await Assert.ThrowsAsync<EventHubsException>(() => sending);
            Assert.Equal(FailureReason.MessageSizeExceeded, failure.Reason);
            Assert.False(failure.IsOutcomeUnknown);
            Assert.Empty(Peer.Transfers);
        }
    }

    [Fact]
    public async Task SendAsync_LargerThanTheFramesOfThePeer_ArrivesWhole()
    {
        Peer.Script.MaxFrameSize = 65_536;
        await using IEventSender sut = Connect().CreateSender();
        EventData eventData = Event(500_000);

        await sut.SendAsync(eventData, SendTarget.Any, Token);

        Assert.Equal(eventData.Body.ToArray(), Peer.Transfers[0].Payload[^500_000..]);
        Assert.All(Peer.Connections[0].TransferFrames, frame => Assert.True(frame.Body.Length + 8 <= 65_536));
    }

    [Fact]
    public async Task SendAsync_BodyIsASlice_OnlyTheSliceIsSent()
    {
        await using IEventSender sut = Connect().CreateSender();
        byte[] array = [9, 9, 1, 2, 3, 9];

        await sut.SendAsync(new EventData(array.AsMemory(2, 3)), SendTarget.Any, Token);

        Assert.Equal("005375A003010203", Convert.ToHexString(Peer.Transfers[0].Payload));
    }

    [Fact]
    public async Task SendAsync_ValueIsNoPrimitive_IsRefusedBeforeAnythingIsSent()
    {
        await using IEventSender sut = Connect().CreateSender();
        var eventData = new EventData(default) { Properties = [new("odd", new object())] };

        ArgumentException failure = await Assert.ThrowsAsync<ArgumentException>(() =>
            sut.SendAsync(eventData, SendTarget.Any, Token)
        );

        Assert.Contains("odd", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Peer.Connections);
    }

    [Fact]
    public async Task SendAsync_EmptyOrForeignBatch_IsRefused()
    {
        EventHubsConnection connection = Connect();
        await using IEventSender sut = connection.CreateSender();
        await using IEventSender other = connection.CreateSender();
        using EventBatch batch = await sut.CreateBatchAsync(SendTarget.Any, null, Token);

        await Assert.ThrowsAsync<ArgumentException>(() => sut.SendAsync(batch, Token));
        Assert.True(batch.TryAdd(Event()));
        await Assert.ThrowsAsync<ArgumentException>(() => other.SendAsync(batch, Token));
    }

    [Fact]
    public async Task SendAsync_EachTarget_HasOneLink()
    {
        await using IEventSender sut = Connect().CreateSender();

        await Task.WhenAll(
            Enumerable
                .Range(0, 30)
                .Select(i =>
                    sut.SendAsync(
                        Event(),
                        (i % 3) switch
                        {
                            0 => SendTarget.Any,
                            1 => SendTarget.ToKey("k" + i),
                            _ => SendTarget.ToPartition("1"),
                        },
                        Token
                    )
                )
        );

        Assert.Equal(["hub", "hub/Partitions/1"], Peer.Links.Select(link => link.Address).Order());
        Assert.Single(Peer.Connections);
        Assert.Equal(30, Peer.Transfers.Count);
    }

    private static readonly Gen<object> GenValue = Gen.OneOf(
        Gen.String[0, 300].Select(value => (object)value),
        Gen.Int.Select(value => (object)value),
        Gen.Long.Select(value => (object)value),
        Gen.Bool.Select(value => (object)value),
        Gen.Double.Select(value => (object)value),
        Gen.Guid.Select(value => (object)value),
        Gen.Byte.Array[0, 300].Select(value => (object)value)
    );

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));
}
