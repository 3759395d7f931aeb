using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ModelData.Producer.Tests.Integration;

/// <summary>A hub that is not there, or answers nothing: what was begun is not left to the finalizer.</summary>
[Trait("Level", "Integration")]
[Collection(Alone)]
public sealed class DeadHubTests
{
    /// <summary>Exceptions are unobserved process-wide: those of other tests are not looked for here.</summary>
    private const string Alone = "exceptions that nobody observes";

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneDefinition;

    [Theory]
    [InlineData("refuses")]
    [InlineData("is silent")]
    [InlineData("hangs up")]
    [InlineData("does not resolve")]
    public async Task Dispose_DeadHub_NoExceptionStaysUnobserved(string hub)
    {
        ConcurrentQueue<string> unobserved = new();
        void OnUnobserved(object? _, UnobservedTaskExceptionEventArgs args) => Note(unobserved, args);
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        if (hub == "refuses")
        {
            listener.Stop();
        }
        using CancellationTokenSource stop = new();
        Task hangingUp = hub == "hangs up" ? HangUpAsync(listener, stop.Token) : Task.CompletedTask;
        string host = hub == "does not resolve" ? "hub.invalid" : $"127.0.0.1:{port}";
        try
        {
            for (int i = 0; i < 3; i++)
            {
                await CollectAsync(host, isSpread: i == 1, budget: TimeSpan.FromSeconds(0.2 * i));
            }
            await stop.CancelAsync();
            listener.Stop();
            for (int i = 0; i < 25; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
            await hangingUp;
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= OnUnobserved;
        }

        Assert.True(unobserved.IsEmpty, string.Join("\n", unobserved));
    }

    [Fact]
    public async Task Dispose_AbandonedSendFailsLater_NoExceptionStaysUnobserved()
    {
        ConcurrentQueue<string> unobserved = new();
        void OnUnobserved(object? _, UnobservedTaskExceptionEventArgs args) => Note(unobserved, args);
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        TestProcess process = new();
        process.Hub.Script = (_, _) => Fate.Hangs;
        process.Options.Linger = TimeSpan.Zero;
        ModelDataCollector collector = process.Collector();
        collector.Collect([1.0]);
        await Wait.UntilAsync(() => process.Hub.InFlight == 1, "the send hangs");
        await collector.CloseAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
        await Wait.UntilAsync(
            () => process.Hub.InFlight == 0,
            "the send has failed",
            () => process.Clock.Advance(FakeHubSender.TryTimeout)
        );
        for (int i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        TaskScheduler.UnobservedTaskException -= OnUnobserved;

        Assert.True(unobserved.IsEmpty, string.Join("\n", unobserved));
    }

    // Whatever other tests leave behind in their processes comes here as well.
    private static void Note(ConcurrentQueue<string> unobserved, UnobservedTaskExceptionEventArgs args)
    {
        string text = args.Exception.ToString();
        if (!text.Contains("at ModelData.Testing.", StringComparison.Ordinal))
        {
            unobserved.Enqueue(text);
        }
    }

    private static async Task CollectAsync(string host, bool isSpread, TimeSpan budget)
    {
        ModelDataCollector collector = new(
            "best_model",
            options: new ModelDataCollectorOptions
            {
                Enabled = true,
                Spread = isSpread,
                Linger = TimeSpan.Zero,
                EventHubs =
                {
                    ConnectionString =
                        $"Endpoint=sb://{host};SharedAccessKeyName=n;SharedAccessKey=a2V5;UseDevelopmentEmulator=true",
                    HubName = "hub",
                    AllowPlaintext = true,
                },
            },
            loggerFactory: new CapturingLoggerFactory()
        );
        collector.Collect([1.0]);
        await collector.CloseAsync(budget, TestContext.Current.CancellationToken);
    }

    private static async Task HangUpAsync(TcpListener listener, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(stop);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }
}
