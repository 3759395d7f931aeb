using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelData.EventHubs;

namespace ModelData.Interop;

/// <summary>What one client sends, the other reads: our client and the official one agree on every part of an event.</summary>
[Trait("Category", "Interop")]
public sealed class ClientInteropTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private const int Count = 10;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private string ConnectionString => fixture.Broker.ConnectionString;

    [Fact]
    public async Task OurBatch_ReadByTheOfficialClient_IsWhole()
    {
        await using var connection = new EventHubsConnection(ConnectionString, BrokerFixture.Hub);
        await using var sender = connection.CreateSender();
        using (var batch = await sender.CreateBatchAsync(SendTarget.ToPartition("0")))
        {
            for (var number = 0; number < Count; number++)
            {
                Assert.True(batch.TryAdd(Event(number)));
            }
            await sender.SendAsync(batch);
        }
        await sender.SendAsync(Event(Count), SendTarget.ToPartition("0"));

        var events = await Hubs.ReadAsync(ConnectionString, "0", Count + 1, new { kind = "earliest" });

        Assert.Equal(Enumerable.Range(0, Count + 1), events.Select(Number));
        Assert.All(events, it => Assert.Equal($"body {Number(it)}", BodyText(it)));
        Assert.All(events, it => Assert.Equal("text/csv", it["contentType"]!.GetValue<string>()));
        Assert.All(events, it => Assert.Equal($"m{Number(it)}", it["messageId"]!.GetValue<string>()));
        Assert.All(events, it => Assert.Equal("together", it["correlationId"]!.GetValue<string>()));
        Assert.All(events, it => Assert.Equal("grüße", it["properties"]!["text"]!.GetValue<string>()));
        Assert.All(events, it => Assert.True(it["properties"]!["flag"]!.GetValue<bool>()));
        Assert.All(events, it => Assert.Equal(0.5, it["properties"]!["ratio"]!.GetValue<double>()));
    }

    [Fact]
    public async Task OurEventWithKey_LandsWhereTheOfficialClientsWould()
    {
        await using var connection = new EventHubsConnection(ConnectionString, BrokerFixture.Hub);
        await using var sender = connection.CreateSender();
        await sender.SendAsync(Event(7), SendTarget.ToKey("the same key"));
        await JavaScriptSdk.RunAsync(
            "send.mjs",
            new
            {
                connectionString = ConnectionString,
                hub = BrokerFixture.Hub,
                mode = "batch",
                count = 1,
                prefix = "keyed",
                partitionKey = "the same key",
            },
            Deadline
        );

        var said = await JavaScriptSdk.RunAsync(
            "read.mjs",
            new
            {
                connectionString = ConnectionString,
                hub = BrokerFixture.Hub,
                consumerGroup = "second",
                count = (await CountAsync(connection)),
            },
            Deadline
        );

        var keyed = said.Select(it => it["event"])
            .OfType<JsonObject>()
            .Where(it => it["partitionKey"] is not null)
            .ToList();
        Assert.Equal(2, keyed.Count);
        Assert.All(keyed, it => Assert.Equal("the same key", it["partitionKey"]!.GetValue<string>()));
        Assert.Single(keyed.Select(it => it["partitionId"]!.GetValue<string>()).Distinct());
    }

    [Fact]
    public async Task TheOfficialClientsEvents_ReadByOurs_AreWhole()
    {
        await Hubs.SendAsync(ConnectionString, "3", Count, "theirs");
        await using var connection = new EventHubsConnection(ConnectionString, BrokerFixture.Hub);
        await using var receiver = connection.CreateReceiver("$Default", "3", EventPosition.Earliest);

        var events = new List<ReceivedEvent>();
        using var deadline = new CancellationTokenSource(Deadline);
        while (events.Count < Count)
        {
            events.AddRange(await receiver.ReceiveAsync(Count, TimeSpan.FromSeconds(1), deadline.Token));
        }

        Assert.Equal(Enumerable.Range(0, Count).Select(it => (long)it), events.Select(it => it.SequenceNumber));
        Assert.Equal(Enumerable.Range(0, Count), events.Select(it => Convert.ToInt32(it.Properties["number"])));
        Assert.All(events, it => Assert.Equal("text/plain", it.ContentType));
        Assert.All(events, it => Assert.Equal("theirs", it.CorrelationId));
        Assert.All(events, it => Assert.Equal($"theirs-{it.SequenceNumber}", it.MessageId));
        Assert.All(events, it => Assert.Equal("grüße", it.Properties["text"]));
        Assert.All(events, it => Assert.Equal(it.SequenceNumber % 2 == 0, it.Properties["flag"]));
        // The SDK writes a text body as JSON.
        Assert.All(
            events,
            it => Assert.Equal($"\"theirs-{it.SequenceNumber}\"", Encoding.UTF8.GetString(it.Body.Span))
        );
    }

    /// <summary>The way of a dead letter that is sent again: the encoded body, and nothing else of it.</summary>
    [Fact]
    public async Task TheOfficialClientsValuesAndSequences_SentAgainByOurs_AreEqual()
    {
        const string Partition = "1";
        await using var connection = new EventHubsConnection(ConnectionString, BrokerFixture.Hub);
        var before = await connection.Management.GetPartitionPropertiesAsync(Partition);
        var first = before.LastEnqueuedSequenceNumber + 1;
        object[] bodies =
        [
            new
            {
                bodyType = "sequence",
                body = (object?[])[1, "a", 2.5, true, null, new { b = 3, c = (int[])[4, 5] }],
            },
            new { bodyType = "value", body = "a text" },
            new { bodyType = "value", body = 41.5 },
            new { bodyType = "value", body = new { age = 41.5, city = "Oslo" } },
            new { bodyType = "value", body = (object[])["a", 1] },
        ];
        await JavaScriptSdk.RunAsync(
            "send.mjs",
            new
            {
                connectionString = ConnectionString,
                hub = BrokerFixture.Hub,
                mode = "bodies",
                bodies,
                partitionId = Partition,
            },
            Deadline
        );
        await using var sender = connection.CreateSender();
        await using var receiver = connection.CreateReceiver("$Default", Partition, EventPosition.Earliest);
        using var deadline = new CancellationTokenSource(Deadline);
        var received = new List<ReceivedEvent>();
        while (received.Count < bodies.Length)
        {
            var events = await receiver.ReceiveAsync(10, TimeSpan.FromSeconds(1), deadline.Token);
            received.AddRange(events.Where(it => it.SequenceNumber >= first));
        }

        Assert.Equal(EventBodyKind.Sequence, received[0].BodyKind);
        Assert.All(received.Skip(1), it => Assert.Equal(EventBodyKind.Value, it.BodyKind));
        Assert.Equal("a text", Encoding.UTF8.GetString(received[1].Body.Span));
        foreach (var one in received)
        {
            var again = new EventData(one.Body) { EncodedBody = one.EncodedBody };
            await sender.SendAsync(again, SendTarget.ToPartition(Partition));
        }

        var position = new
        {
            kind = "sequenceNumber",
            value = first,
            isInclusive = true,
        };
        var read = await Hubs.ReadAsync(ConnectionString, Partition, 2 * bodies.Length, position);

        for (var i = 0; i < bodies.Length; i++)
        {
            var sent = JsonSerializer.SerializeToNode(bodies[i])!;
            Assert.Equal(sent["bodyType"]!.GetValue<string>(), read[i]["bodyType"]!.GetValue<string>());
            foreach (var part in (string[])["bodyType", "body"])
            {
                Assert.True(
                    JsonNode.DeepEquals(read[i][part], read[bodies.Length + i][part]),
                    $"{read[i].ToJsonString()}\n{read[bodies.Length + i].ToJsonString()}"
                );
            }
        }
    }

    [Fact]
    public async Task OurManagement_AndTheOfficialOne_SayTheSame()
    {
        await Hubs.SendAsync(ConnectionString, "1", 2, "managed");
        await using var connection = new EventHubsConnection(ConnectionString, BrokerFixture.Hub);
        var theirs = await Hubs.DescribeAsync(ConnectionString);

        var hub = await connection.Management.GetHubPropertiesAsync();

        Assert.Equal(
            theirs["hub"]!["createdOn"]!.GetValue<DateTimeOffset>(),
            hub.CreatedAt,
            TimeSpan.FromMilliseconds(1)
        );
        Assert.Equal(theirs["hub"]!["partitionIds"]!.AsArray().Select(it => it!.GetValue<string>()), hub.PartitionIds);
        foreach (var partition in theirs["partitions"]!.AsArray())
        {
            var ours = await connection.Management.GetPartitionPropertiesAsync(
                partition!["partitionId"]!.GetValue<string>()
            );
            Assert.Equal(partition["beginningSequenceNumber"]!.GetValue<long>(), ours.BeginningSequenceNumber);
            Assert.Equal(partition["lastEnqueuedSequenceNumber"]!.GetValue<long>(), ours.LastEnqueuedSequenceNumber);
            Assert.Equal(partition["lastEnqueuedOffset"]!.GetValue<string>(), ours.LastEnqueuedOffset);
            Assert.Equal(partition["isEmpty"]!.GetValue<bool>(), ours.IsEmpty);
        }
    }

    [Fact]
    public async Task OfficialReader_OfHigherOwnerLevel_DisplacesOurs()
    {
        await Hubs.SendAsync(ConnectionString, "2", 2, "owned");
        await using var connection = new EventHubsConnection(ConnectionString, BrokerFixture.Hub);
        var options = new PartitionReceiverOptions { OwnerLevel = 0 };
        await using var receiver = connection.CreateReceiver("first", "2", EventPosition.Earliest, options);
        using var deadline = new CancellationTokenSource(Deadline);
        while ((await receiver.ReceiveAsync(10, TimeSpan.FromSeconds(1), deadline.Token)).Count == 0) { }

        await JavaScriptSdk.RunAsync(
            "read.mjs",
            new
            {
                connectionString = ConnectionString,
                hub = BrokerFixture.Hub,
                consumerGroup = "first",
                partitionId = "2",
                ownerLevel = 1,
                count = 2,
            },
            Deadline
        );

        var failure = await Assert.ThrowsAsync<EventHubsException>(async () =>
        {
            while (true)
            {
                await receiver.ReceiveAsync(10, TimeSpan.FromSeconds(1), deadline.Token);
            }
        });
        Assert.Equal(FailureReason.ConsumerDisconnected, failure.Reason);
    }

    private static EventData Event(int number) =>
        new(Encoding.UTF8.GetBytes($"body {number}"))
        {
            ContentType = "text/csv",
            MessageId = $"m{number}",
            CorrelationId = "together",
            Properties = [new("number", number), new("text", "grüße"), new("flag", true), new("ratio", 0.5)],
        };

    private static async Task<long> CountAsync(EventHubsConnection connection)
    {
        var count = 0L;
        foreach (var id in (await connection.Management.GetHubPropertiesAsync()).PartitionIds)
        {
            var partition = await connection.Management.GetPartitionPropertiesAsync(id);
            count += partition.LastEnqueuedSequenceNumber + 1;
        }
        return count;
    }

    private static int Number(JsonObject received) => received["properties"]!["number"]!.GetValue<int>();

    private static string BodyText(JsonObject received) =>
        received["body"] is JsonObject binary
            ? Encoding.UTF8.GetString(Convert.FromBase64String(binary["base64"]!.GetValue<string>()))
            : received["body"]!.GetValue<string>();
}
