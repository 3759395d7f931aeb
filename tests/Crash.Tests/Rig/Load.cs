using System.Text;
using Azure.Messaging.EventHubs;
using ModelData.Testing;

namespace ModelData.Crash.Tests.Rig;

/// <summary>
/// Steady load: six models with one producer each, whose acknowledgements may be lost; and, where asked for, one folder that two
/// strangers fill from two partitions, and events that nobody understands.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);
    private readonly TestSender _lossy;
    private readonly TestSender? _direct;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private readonly List<string> _poison = [];

    /// <param name="lossyConnectionString">For producers that number their batches.</param>
    /// <param name="directConnectionString">For strangers, who cannot tell a retry: nothing may get lost there. Default: none.</param>
    public Load(string lossyConnectionString, string? directConnectionString = null)
    {
        _lossy = Connect(lossyConnectionString);
        for (int model = 0; model < 6; model++)
        {
            string name = $"model-{model}";
            Streams.Add(new RowStream(_lossy, version => Address(name, version), name));
        }

        _direct = directConnectionString is null ? null : Connect(directConnectionString);
        if (_direct is not null)
        {
            AddStrangers(_direct);
        }

        _running.AddRange(Streams.Select(stream => Task.Run(() => stream.RunAsync(Pause, _stop.Token))));
        if (_direct is not null)
        {
            _running.Add(Task.Run(() => SendPoisonAsync(_direct)));
        }
    }

    public List<RowStream> Streams { get; } = [];

    public long AcknowledgedRows => Streams.Sum(stream => stream.Acknowledged);

    /// <summary>The bodies of events that must be dead letters.</summary>
    public IReadOnlyList<string> AcknowledgedPoison
    {
        get
        {
            lock (_poison)
            {
                return [.. _poison];
            }
        }
    }

    /// <summary>All streams wait, with what they sent accepted, until the next version begins.</summary>
    public Task PauseAsync() => Task.WhenAll(Streams.Select(stream => stream.PauseAsync()));

    /// <summary>All streams go on, in folders where there is nothing yet.</summary>
    public void BeginNextVersion() => Streams.ForEach(stream => stream.BeginNextVersion());

    public string Describe() =>
        string.Join(
            ", ",
            Streams.Zip(
                _running,
                (s, t) => $"{s.Name}: {s.Acknowledged} {t.Status} {t.Exception?.InnerException?.Message}"
            )
        );

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _lossy.DisposeAsync();
        if (_direct is not null)
        {
            await _direct.DisposeAsync();
        }

        Streams.ForEach(stream => stream.Dispose());
        _stop.Dispose();
    }

    private static CollectionAddress Address(string model, int version) =>
        new("sub", "rg", "ws", "crash", model, $"{version}", "inputs");

    private static TestSender Connect(string connectionString) =>
        new(
            connectionString,
            CrashRig.Hub,
            retry: new EventHubsRetryOptions
            {
                Delay = TimeSpan.FromMilliseconds(50),
                MaximumDelay = TimeSpan.FromSeconds(1),
                TryTimeout = TimeSpan.FromSeconds(10),
                MaximumRetries = 5,
            }
        );

    private void AddStrangers(TestSender direct)
    {
        for (int partition = 0; partition < 2; partition++)
        {
            Streams.Add(
                new RowStream(direct, version => Address("shared", version), $"shared-{partition}")
                {
                    FixedPartition = $"{partition}",
                    IsNumbered = false,
                }
            );
        }
    }

    // Each event with a body of its own: into a partition that has nothing else, and among the rows of another.
    private async Task SendPoisonAsync(TestSender sender)
    {
        for (int number = 0; !_stop.IsCancellationRequested; number++)
        {
            string body = $"nobody understands this: {number}";
            await sender.SendToPartitionAsync(new EventData(Encoding.UTF8.GetBytes(body)), number % 4 == 0 ? "0" : "2");
            lock (_poison)
            {
                _poison.Add(body);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), CancellationToken.None);
        }
    }
}
