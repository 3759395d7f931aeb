using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelData.Interop;

/// <summary>Every start position that the SDK has.</summary>
[Trait("Level", "Process")]
[Trait("Topic", "Interop")]
public sealed class JavaScriptReadTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private string ConnectionString => fixture.Broker.ConnectionString;

    [Fact]
    public async Task Read_FromEachPosition_StartsWhereItShould()
    {
        await Hubs.SendAsync(ConnectionString, "0", 5, "old");
        await Hubs.SendAsync(ConnectionString, "0", 5, "new");

        var all = await ReadAsync(10, new { kind = "earliest" });
        Assert.Equal(Enumerable.Range(0, 10).Select(it => (long)it), all.Select(SequenceNumber));
        Assert.Equal(
            [3, 4, 5],
            (
                await ReadAsync(
                    3,
                    new
                    {
                        kind = "sequenceNumber",
                        value = 3,
                        isInclusive = true,
                    }
                )
            ).Select(SequenceNumber)
        );
        Assert.Equal(
            [4, 5, 6],
            (
                await ReadAsync(
                    3,
                    new
                    {
                        kind = "sequenceNumber",
                        value = 3,
                        isInclusive = false,
                    }
                )
            ).Select(SequenceNumber)
        );
        var offset = all[4]["offset"]!.GetValue<string>();
        Assert.Equal(
            [4, 5],
            (
                await ReadAsync(
                    2,
                    new
                    {
                        kind = "offset",
                        value = offset,
                        isInclusive = true,
                    }
                )
            ).Select(SequenceNumber)
        );
        Assert.Equal(
            [5, 6],
            (
                await ReadAsync(
                    2,
                    new
                    {
                        kind = "offset",
                        value = offset,
                        isInclusive = false,
                    }
                )
            ).Select(SequenceNumber)
        );

        // The boundary is a stored time of the second batch, less a millisecond: times have at least that resolution.
        var time = DateTimeOffset.Parse(all[5]["enqueuedOn"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        var before = time.AddMilliseconds(-1).ToUnixTimeMilliseconds();
        Assert.Equal([5, 6], (await ReadAsync(2, new { kind = "time", value = before })).Select(SequenceNumber));
    }

    [Fact]
    public async Task Read_FromLatest_SeesOnlyWhatComesLater()
    {
        await Hubs.SendAsync(ConnectionString, "1", 5, "before");
        await using var reader = await JavaScriptSdk.StartAsync(
            "read.mjs",
            new
            {
                connectionString = ConnectionString,
                hub = BrokerFixture.Hub,
                partitionId = "1",
                count = 1,
                position = new { kind = "latest" },
            }
        );
        await reader.WaitForAsync("initialized", Deadline);
        // The link attaches at some time after that: send until something arrives.
        var arrived = reader.WaitForAsync("event", Deadline);
        while (!arrived.IsCompleted)
        {
            await Hubs.SendAsync(ConnectionString, "1", 1, "after");
        }
        Assert.Equal("after-0", (await arrived)["body"]!.GetValue<string>());
    }

    [Fact]
    public async Task Read_AllPartitions_SeesAll()
    {
        await Hubs.SendAsync(ConnectionString, "2", 3, "two");
        await Hubs.SendAsync(ConnectionString, "3", 3, "three");
        var partitions = (await Hubs.DescribeAsync(ConnectionString))["partitions"]!.AsArray();
        var count = partitions.Sum(it => it!["lastEnqueuedSequenceNumber"]!.GetValue<long>() + 1);
        var said = await JavaScriptSdk.RunAsync(
            "read.mjs",
            new
            {
                connectionString = ConnectionString,
                hub = BrokerFixture.Hub,
                consumerGroup = "first",
                count,
            },
            Deadline
        );
        var events = said.Select(it => it["event"]).OfType<JsonObject>().ToList();
        Assert.Equal(
            count,
            events.Select(it => (it["partitionId"]!.GetValue<string>(), SequenceNumber(it))).Distinct().Count()
        );
        Assert.Superset(
            new HashSet<string> { "2", "3" },
            events.Select(it => it["partitionId"]!.GetValue<string>()).ToHashSet()
        );
    }

    private Task<IReadOnlyList<JsonObject>> ReadAsync(int count, object position) =>
        Hubs.ReadAsync(ConnectionString, "0", count, position);

    private static long SequenceNumber(JsonObject received) => received["sequenceNumber"]!.GetValue<long>();
}
