using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using ModelData.LocalEventHubs;
using ModelData.LocalEventHubs.Faults;
using ModelData.Producer.Diagnostics;
using ModelData.Testing;

namespace ModelData.Producer.Tests.Integration;

/// <summary>What a collector says of a real hub over a real socket. The clock of the collector is a test's; the network's is its own.</summary>
[Trait("Level", "Integration")]
public sealed class HubStatusTests : IDisposable
{
    private const string HubName = "modeldata";

    private readonly TemporaryFolder _folder = new();
    private readonly CapturingLoggerFactory _log = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Status_HubComesLater_IsRefusedAndThenSendingWithoutARow()
    {
        string connectionString;
        int port;
        await using (LocalBroker broker = await StartAsync(0))
        {
            (connectionString, port) = (broker.ConnectionString, broker.Port);
        }
        await using ModelDataCollector collector = Collector(connectionString);
        await UntilAsync(collector, CollectionState.Refused);
        Assert.Equal(Began, collector.Status.Since);
        Assert.Contains($"The event hub {HubName} of 127.0.0.1 cannot be reached", collector.Status.Reason);
        Assert.Contains("5671", collector.Status.Mend, StringComparison.Ordinal);

        await using LocalBroker again = await StartAsync(port);
        await UntilAsync(collector, CollectionState.Sending, TimeSpan.FromSeconds(1));
        Assert.True(collector.Status.Since > Began);
        // Each cause once: out of reach, and silent where the clock ran on while a connection was tried.
        Assert.InRange(_log.Count(ProducerEventIds.HubRefuses), 1, 2);
        Assert.Equal(1, _log.Count(ProducerEventIds.Connected));
    }

    [Fact]
    public async Task Status_WrongKey_NamesTheRightThatIsMissing()
    {
        await using LocalBroker broker = await StartAsync(0);
        string connectionString = Regex.Replace(
            broker.ConnectionString,
            "SharedAccessKey=[^;]*",
            "SharedAccessKey=d3Jvbmc="
        );
        await using ModelDataCollector collector = Collector(connectionString);
        await UntilAsync(collector, CollectionState.Refused);

        Assert.Contains("refuses who sends", collector.Status.Reason, StringComparison.Ordinal);
        Assert.Contains("Azure Event Hubs Data Sender", collector.Status.Mend, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "d3Jvbmc",
            string.Join('\n', _log.Entries.Select(it => it.Text)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Status_NoSuchHub_NamesTheSetting()
    {
        await using LocalBroker broker = await StartAsync(0);
        await using ModelDataCollector collector = Collector(broker.ConnectionString, "other");
        await UntilAsync(collector, CollectionState.Refused);

        Assert.Equal("The event hub other of 127.0.0.1 does not exist.", collector.Status.Reason);
        Assert.Contains("ModelData__EventHubs__HubName", collector.Status.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_HubIsFrozenFromTheStart_IsSaidAsThat()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        ModelDataCollector collector = Collector(
            $"Endpoint=sb://127.0.0.1:{port};SharedAccessKeyName=n;SharedAccessKey=a2V5;UseDevelopmentEmulator=true"
        );
        using TcpClient client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        Assert.Equal(CollectionState.Connecting, collector.Status.State);
        _clock.Advance(TimeSpan.FromSeconds(12));

        Assert.Equal((CollectionState.Refused, Began), (collector.Status.State, collector.Status.Since));
        Assert.Equal($"The event hub {HubName} of 127.0.0.1 has not answered for 12 s.", collector.Status.Reason);
        Assert.Equal(1, _log.Count(ProducerEventIds.HubRefuses));
        long start = TimeProvider.System.GetTimestamp();
        await Wait.UntilAsync(
            collector.CloseAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken),
            () => _clock.Advance(TimeSpan.FromMilliseconds(100))
        );
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Status_HubFreezesAndThaws_IsRefusedSinceItsSilenceAndThenSending()
    {
        FaultPlan plan = new()
        {
            Rules =
            [
                new()
                {
                    Link = FaultLink.Sender,
                    Action = FaultAction.Stall,
                    After = 1,
                    Delay = TimeSpan.FromSeconds(4),
                },
            ],
        };
        await using LocalBroker broker = await StartAsync(0, plan);
        await using ModelDataCollector collector = Collector(broker.ConnectionString);
        collector.Collect([1.0]);
        await Wait.UntilAsync(collector.FlushAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken));
        Assert.Equal(CollectionState.Sending, collector.Status.State);
        _clock.Advance(TimeSpan.FromMinutes(1));
        DateTimeOffset sent = _clock.GetUtcNow();
        collector.Collect([2.0]);
        Task<FlushResult> flush = collector.FlushAsync(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => collector.Pipeline!.Backlog.Bytes > 0, "it is being sent");
        await Wait.UntilAsync(
            () => collector.Status.State == CollectionState.Refused,
            "the hub is silent",
            () => _clock.Advance(TimeSpan.FromMilliseconds(500))
        );
        Assert.InRange(collector.Status.Since - sent, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Contains("has not answered for", collector.Status.Reason, StringComparison.Ordinal);

        Assert.True((await flush).IsAccepted);
        Assert.Equal(CollectionState.Sending, collector.Status.State);
        Assert.True(collector.Status.Since >= sent + TimeSpan.FromSeconds(10));
        Assert.Equal(1, _log.Count(ProducerEventIds.HubWell));
    }

    private static readonly DateTimeOffset Began = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private ModelDataCollector Collector(string connectionString, string hub = HubName) =>
        new(
            "best_model",
            "inputs",
            options: new ModelDataCollectorOptions
            {
                Enabled = true,
                EventHubs = { ConnectionString = connectionString, HubName = hub },
            },
            loggerFactory: _log,
            timeProvider: _clock
        );

    private Task UntilAsync(ModelDataCollector collector, CollectionState state, TimeSpan step = default) =>
        Wait.UntilAsync(() => collector.Status.State == state, $"it is {state}", () => _clock.Advance(step));

    private Task<LocalBroker> StartAsync(int port, FaultPlan? faults = null) =>
        LocalBroker.StartAsync(
            new LocalBrokerOptions
            {
                DataDirectory = _folder.Path,
                Hubs = [new HubOptions(HubName, 2)],
                Port = port,
                Faults = faults,
            },
            TestContext.Current.CancellationToken
        );
}
