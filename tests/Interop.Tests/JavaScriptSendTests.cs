using System.Text.Json.Nodes;

namespace ModelData.Interop;

/// <summary>Every way of sending that the SDK has; the SDK reads it back.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class JavaScriptSendTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TheoryData<string, string?, string?> Ways =>
        new()
        {
            { "single", null, null },
            { "batch", null, null },
            { "batch", null, "a key" },
            { "single", null, "Schlüssel" },
            { "batch", "2", null },
            { "single", "3", null },
            { "buffered", null, null },
            { "buffered", null, "another key" },
            { "buffered", "1", null },
        };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Send_EachWay_IsReadBackWhole(string mode, string? partitionId, string? partitionKey)
    {
        const int Count = 20;
        var prefix = $"{mode}-{Guid.NewGuid():N}";
        var connectionString = fixture.Broker.ConnectionString;
        var before = (await Hubs.DescribeAsync(connectionString))["partitions"]!.AsArray();

        var outcome = await JavaScriptSdk.RunAsync(
            "send.mjs",
            new
            {
                connectionString,
                hub = BrokerFixture.Hub,
                mode,
                count = Count,
                prefix,
                partitionId,
                partitionKey,
            },
            Deadline
        );
        Assert.Equal("""{"sent":20}""", Assert.Single(outcome).ToJsonString());

        var events = await ReadNewAsync(connectionString, before, Count);
        Assert.All(events, it => Assert.Equal(prefix, it["correlationId"]!.GetValue<string>()));
        Assert.Equal(Enumerable.Range(0, Count), events.Select(Number).Order());
        Assert.All(events, it => Assert.Equal($"{prefix}-{Number(it)}", it["body"]!.GetValue<string>()));
        Assert.All(events, it => Assert.Equal($"{prefix}-{Number(it)}", it["messageId"]!.GetValue<string>()));
        Assert.All(events, it => Assert.Equal("text/plain", it["contentType"]!.GetValue<string>()));
        Assert.All(events, it => Assert.Equal("grüße", it["properties"]!["text"]!.GetValue<string>()));
        Assert.All(events, it => Assert.Equal(Number(it) % 2 == 0, it["properties"]!["flag"]!.GetValue<bool>()));
        Assert.All(events, it => Assert.Equal(Number(it) + 0.5, it["properties"]!["ratio"]!.GetValue<double>()));
        // The buffered producer hashes the key itself and sends to the partition.
        var storedKey = mode == "buffered" ? null : partitionKey;
        Assert.All(events, it => Assert.Equal(storedKey, it["partitionKey"]?.GetValue<string>()));
        if (partitionId is not null || partitionKey is not null)
        {
            var partition = Assert.Single(events.Select(it => it["partitionId"]!.GetValue<string>()).Distinct());
            Assert.Equal(partitionId ?? partition, partition);
            Assert.Equal(Enumerable.Range(0, Count), events.Select(Number));
        }
    }

    [Fact]
    public async Task Send_ByKey_LandsWhereTheSdkItselfHashesTheKey()
    {
        string[] partitionKeys = ["a", "Zürich", "0123456789abcdef0123456789abcdef", new string('k', 100)];
        var byWay = new List<Dictionary<int, string>>();
        foreach (var mode in (string[])["single", "buffered"])
        {
            var connectionString = fixture.Broker.ConnectionString;
            var before = (await Hubs.DescribeAsync(connectionString))["partitions"]!.AsArray();
            await JavaScriptSdk.RunAsync(
                "send.mjs",
                new
                {
                    connectionString,
                    hub = BrokerFixture.Hub,
                    mode,
                    count = partitionKeys.Length,
                    prefix = "hashed",
                    partitionKeys,
                },
                Deadline
            );
            var received = await ReadNewAsync(connectionString, before, partitionKeys.Length);
            byWay.Add(received.ToDictionary(Number, it => it["partitionId"]!.GetValue<string>()));
        }
        Assert.Equal(byWay[0], byWay[1]);
    }

    private static int Number(JsonObject received) => received["properties"]!["number"]!.GetValue<int>();

    private static async Task<IReadOnlyList<JsonObject>> ReadNewAsync(
        string connectionString,
        JsonArray before,
        int count
    )
    {
        var after = (await Hubs.DescribeAsync(connectionString))["partitions"]!.AsArray();
        var events = new List<JsonObject>();
        foreach (var (old, now) in before.Zip(after))
        {
            var first = old!["lastEnqueuedSequenceNumber"]!.GetValue<long>() + 1;
            var added = now!["lastEnqueuedSequenceNumber"]!.GetValue<long>() + 1 - first;
            if (added > 0)
            {
                var partitionId = now["partitionId"]!.GetValue<string>();
                events.AddRange(
                    await Hubs.ReadAsync(
                        connectionString,
                        partitionId,
                        (int)added,
                        new
                        {
                            kind = "sequenceNumber",
                            value = first,
                            isInclusive = true,
                        }
                    )
                );
            }
        }
        Assert.Equal(count, events.Count);
        return events;
    }
}
