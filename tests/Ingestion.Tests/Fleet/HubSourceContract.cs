using ModelData.HubClient;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Receiving;
using ModelData.Testing;

namespace ModelData.Ingestion.Tests.Fleet;

/// <summary>What the worker relies on of a hub, in memory as behind a broker.</summary>
public abstract class HubSourceContract
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A hub of four partitions without events.</summary>
    private protected abstract Task<IHubSource> CreateAsync();

    /// <summary>Sends events to a partition of the hub that was created.</summary>
    private protected abstract Task AppendAsync(int partition, int count);

    [Fact]
    public async Task GetHubProperties_Any_NamesThePartitions()
    {
        var hub = await CreateAsync();

        var properties = await hub.Management.GetHubPropertiesAsync(Token);

        Assert.Equal(["0", "1", "2", "3"], properties.PartitionIds);
        Assert.Equal(properties.CreatedAt, (await hub.Management.GetHubPropertiesAsync(Token)).CreatedAt);
    }

    [Fact]
    public async Task GetPartitionProperties_WithAndWithoutEvents_TellsTheEnd()
    {
        var hub = await CreateAsync();
        await AppendAsync(1, 3);

        var empty = await hub.Management.GetPartitionPropertiesAsync("0", Token);
        var filled = await hub.Management.GetPartitionPropertiesAsync("1", Token);

        Assert.Equal((-1L, true), (empty.LastEnqueuedSequenceNumber, empty.IsEmpty));
        Assert.Equal((2L, false), (filled.LastEnqueuedSequenceNumber, filled.IsEmpty));
    }

    [Fact]
    public async Task Receive_FromTheStart_HandsOutAllInOrder()
    {
        var hub = await CreateAsync();
        await AppendAsync(2, 5);
        await using var receiver = Create(hub, "2", EventPosition.Earliest);

        Assert.Equal([0, 1, 2, 3, 4], await ReadAsync(receiver, 5));
    }

    [Fact]
    public async Task Receive_BehindASequenceNumber_StartsThere()
    {
        var hub = await CreateAsync();
        await AppendAsync(2, 5);
        await using var receiver = Create(hub, "2", EventPosition.FromSequenceNumber(2));

        Assert.Equal([3, 4], await ReadAsync(receiver, 2));
    }

    [Fact]
    public async Task Receive_NothingThere_WaitsAndReturnsNothing()
    {
        var hub = await CreateAsync();
        await using var receiver = Create(hub, "2", EventPosition.Earliest);

        Assert.Empty(await receiver.ReceiveAsync(10, Wait, Token));
    }

    [Fact]
    public async Task Receive_AnEventComesWhileItWaits_HandsItOut()
    {
        var hub = await CreateAsync();
        await using var receiver = Create(hub, "2", EventPosition.Earliest);
        await receiver.ReceiveAsync(10, Wait, Token);
        var receiving = receiver.ReceiveAsync(10, Deadline, Token).AsTask();

        await AppendAsync(2, 1);

        Assert.Equal(0, Assert.Single(await receiving).SequenceNumber);
    }

    [Fact]
    public async Task Receive_AnotherReaderOfTheSameLevel_EndsTheFirstForGood()
    {
        var hub = await CreateAsync();
        await using var first = Create(hub, "2", EventPosition.Earliest);
        await first.ReceiveAsync(10, Wait, Token);
        await using var second = Create(hub, "2", EventPosition.Earliest);
        await second.ReceiveAsync(10, Wait, Token);

        var displaced = await Assert.ThrowsAsync<HubException>(async () =>
        {
            while (true)
            {
                await first.ReceiveAsync(10, Wait, Token);
            }
        });

        Assert.Equal(HubFailureReason.ConsumerDisconnected, displaced.Reason);
        await AppendAsync(2, 1);
        Assert.Equal([0], await ReadAsync(second, 1));
    }

    private static IPartitionReceiver Create(IHubSource hub, string partition, EventPosition position) =>
        hub.CreateReceiver(partition, position, new PartitionReceiverOptions { OwnerLevel = 0 });

    private static async Task<List<long>> ReadAsync(IPartitionReceiver receiver, int count)
    {
        var numbers = new List<long>();
        await Eventually.IsTrueAsync(
            async token =>
            {
                var events = await receiver.ReceiveAsync(100, Wait, token);
                numbers.AddRange(events.Select(one => one.SequenceNumber));
                return numbers.Count >= count;
            },
            Deadline,
            () => $"{count} events, there are {numbers.Count}",
            Token
        );
        return numbers;
    }
}
