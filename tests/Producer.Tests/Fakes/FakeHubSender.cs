using Azure.Messaging.EventHubs;
using ModelData.HubClient;

namespace ModelData.Producer.Tests;

/// <summary>
/// A hub that stores events in memory and fails as a test tells it. Like the real sender it keeps the contract of outcomes: what is rejected is not stored,
/// what is unknown may be.
/// </summary>
/// <param name="clock">Ends attempts that hang, as the official client's own limit does.</param>
internal sealed class FakeHubSender(TimeProvider clock) : IHubSender
{
    /// <summary>The official client's limit of an attempt.</summary>
    public static readonly TimeSpan TryTimeout = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<StoredEvent> _stored = [];
    private readonly List<Heartbeat> _heartbeats = [];
    private readonly HeartbeatReader _reader = new();
    private readonly Dictionary<string, int> _inFlight = [];
    private int _attempts;
    private int _opens;

    /// <summary>Decides each attempt: its number and the event. Default: accepted.</summary>
    public Func<int, StoredEvent, Fate> Script { get; set; } = static (_, _) => Fate.Accepted;

    /// <summary>Held attempts wait for this.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>The heartbeats that were taken; they are no rows, and are not among <see cref="Stored"/>.</summary>
    public List<Heartbeat> Heartbeats
    {
        get
        {
            lock (_gate)
            {
                return [.. _heartbeats];
            }
        }
    }

    /// <summary>What a heartbeat meets before it is taken. Default: nothing.</summary>
    public Func<Heartbeat, Task> Meet { get; set; } = static _ => Task.CompletedTask;

    public long MaximumMessageBytes { get; set; } = 1024 * 1024;

    public bool IsDisposed { get; private set; }

    /// <summary>Called when a pipeline is made for it.</summary>
    public Action? Created { get; set; }

    /// <summary>The most sends that were ever in flight for one key, or for one partition of an address.</summary>
    public int MostInFlight { get; private set; }

    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>What the hub holds, duplicates included.</summary>
    public List<StoredEvent> Stored
    {
        get
        {
            lock (_gate)
            {
                return [.. _stored];
            }
        }
    }

    /// <summary>Sends that are in flight, all together.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate)
            {
                return _inFlight.Values.Sum();
            }
        }
    }

    /// <summary>What the worker would keep: the first of each (producer, address, number), as the memory of a partition knows them.</summary>
    public List<StoredEvent> Distinct => [.. Stored.DistinctBy(each => (each.Lane, each.ProducerId, each.Sequence))];

    public List<string> Rows => [.. Distinct.SelectMany(each => each.Rows)];

    public FakePartitions Partitions { get; } = new();

    /// <summary>What opening the link comes to. Default: it opens at once.</summary>
    public Func<Task> Open { get; set; } = static () => Task.CompletedTask;

    /// <summary>How often somebody wanted the link open.</summary>
    public int Opens => Volatile.Read(ref _opens);

    public async Task<long> GetMaximumEventBytesAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _opens);
        await Open().WaitAsync(cancellationToken);
        return MaximumMessageBytes;
    }

    public Task<IReadOnlyList<string>> GetPartitionIdsAsync(CancellationToken cancellationToken) =>
        Partitions.ReadAsync();

    public async Task SendAsync(EventData data, SendTarget target)
    {
        if (HeartbeatReader.IsHeartbeat(Properties(data)))
        {
            await TakeHeartbeatAsync(data, target);
            return;
        }
        StoredEvent stored = StoredEvent.From(data, target);
        int attempt = Interlocked.Increment(ref _attempts);
        Enter(stored.Lane);
        try
        {
            await Task.Yield();
            if (Gate is { } gate)
            {
                await gate.Task;
            }
            await DecideAsync(Script(attempt, stored), stored);
        }
        finally
        {
            Leave(stored.Lane);
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private async Task TakeHeartbeatAsync(EventData data, SendTarget target)
    {
        EventEnvelope envelope = new(Properties(data), data.ContentType, null, data.EventBody.ToMemory(), default);
        Heartbeat? beat;
        lock (_gate)
        {
            Assert.True(_reader.TryRead(envelope, out beat, out string? problem), problem);
        }
        Assert.Equal(beat.Address.PartitionKey, target.PartitionKey);
        await Meet(beat);
        lock (_gate)
        {
            _heartbeats.Add(beat);
        }
    }

    private static Dictionary<string, object?> Properties(EventData data) =>
        data.Properties.ToDictionary(static it => it.Key, static object? (it) => it.Value);

    private async Task DecideAsync(Fate outcome, StoredEvent stored)
    {
        if (outcome is Fate.Accepted or Fate.LostAnswer or Fate.LostAnswerFinal or Fate.StoredThenHangs)
        {
            lock (_gate)
            {
                _stored.Add(stored);
            }
        }
        if (outcome is Fate.Hangs or Fate.StoredThenHangs)
        {
            await Task.Delay(TryTimeout, clock);
        }
        if (outcome == Fate.Accepted)
        {
            return;
        }
        throw new HubException(
            outcome switch
            {
                Fate.Rejected or Fate.LostAnswerFinal or Fate.LostRequestFinal => HubFailureReason.InvalidOperation,
                Fate.Unauthorized => HubFailureReason.Unauthorized,
                Fate.Missing => HubFailureReason.ResourceNotFound,
                Fate.TooLarge => HubFailureReason.MessageSizeExceeded,
                Fate.Hangs or Fate.StoredThenHangs => HubFailureReason.ServiceTimeout,
                _ => HubFailureReason.ServiceCommunicationProblem,
            },
            isTransient: outcome
                is Fate.Busy
                    or Fate.LostAnswer
                    or Fate.LostRequest
                    or Fate.Hangs
                    or Fate.StoredThenHangs,
            $"scripted: {outcome}"
        )
        {
            IsOutcomeUnknown =
                outcome
                    is Fate.LostAnswer
                        or Fate.LostRequest
                        or Fate.LostAnswerFinal
                        or Fate.LostRequestFinal
                        or Fate.Hangs
                        or Fate.StoredThenHangs,
        };
    }

    private void Enter(string key)
    {
        lock (_gate)
        {
            _inFlight[key] = _inFlight.GetValueOrDefault(key) + 1;
            MostInFlight = Math.Max(MostInFlight, _inFlight[key]);
        }
    }

    private void Leave(string key)
    {
        lock (_gate)
        {
            _inFlight[key]--;
        }
    }
}
