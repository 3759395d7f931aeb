using ModelData.EventHubs;

namespace ModelData.Ingestor.Tests.Fleet;

/// <summary>
/// A hub in memory, under the same contract tests as the broker: numbered events, and receivers of equal owner level that displace each other.
/// Thread-safe.
/// </summary>
internal sealed class InMemoryHub(int partitions, TimeProvider time)
{
    private readonly Partition[] _partitions =
    [
        .. Enumerable.Range(0, partitions).Select(i => new Partition($"{i}", time)),
    ];

    public IReadOnlyList<string> PartitionIds => [.. _partitions.Select(partition => partition.Id)];

    public DateTimeOffset CreatedAt { get; } = time.GetUtcNow();

    public void Append(int partition, EncodedBatch batch) => _partitions[partition].Append(batch);

    public PartitionProperties Describe(string partitionId) => Find(partitionId).Describe();

    /// <summary>Attaches a reader, and displaces the one that is there.</summary>
    public Attachment Attach(string partitionId, long after) => Find(partitionId).Attach(after);

    private Partition Find(string partitionId) => _partitions.Single(partition => partition.Id == partitionId);

    /// <summary>A reader that is attached.</summary>
    internal sealed class Attachment(Partition partition, long after)
    {
        private long _after = after;

        /// <summary>The next events, if there are any.</summary>
        /// <exception cref="EventHubsException">Another reader was attached since.</exception>
        public (IReadOnlyList<ReceivedEvent> Events, Task More) Take(int most)
        {
            var (events, more) = partition.Take(this, _after, most);
            _after = events.Count == 0 ? _after : events[^1].SequenceNumber;
            return (events, more);
        }

        public void Detach() => partition.Detach(this);
    }

    internal sealed class Partition(string id, TimeProvider time)
    {
        private readonly Lock _lock = new();
        private readonly List<ReceivedEvent> _events = [];
        private Attachment? _reader;
        private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Id => id;

        public void Append(EncodedBatch batch)
        {
            lock (_lock)
            {
                _events.Add(
                    new ReceivedEvent
                    {
                        Body = batch.Body.ToArray(),
                        ContentType = batch.ContentType,
                        ContentEncoding = batch.ContentEncoding,
                        Properties = batch.Properties.ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
                        SequenceNumber = _events.Count,
                        Offset = $"o{_events.Count}",
                        EnqueuedTime = time.GetUtcNow(),
                    }
                );
                Wake();
            }
        }

        public PartitionProperties Describe()
        {
            lock (_lock)
            {
                var last = _events.LastOrDefault();
                return new PartitionProperties(
                    id,
                    0,
                    last?.SequenceNumber ?? -1,
                    last?.Offset ?? "-1",
                    last?.EnqueuedTime ?? DateTimeOffset.UnixEpoch,
                    last is null
                );
            }
        }

        public Attachment Attach(long after)
        {
            lock (_lock)
            {
                _reader = new Attachment(this, after);
                Wake();
                return _reader;
            }
        }

        public void Detach(Attachment reader)
        {
            lock (_lock)
            {
                _reader = _reader == reader ? null : _reader;
            }
        }

        public (IReadOnlyList<ReceivedEvent> Events, Task More) Take(Attachment reader, long after, int most)
        {
            lock (_lock)
            {
                return reader == _reader
                    ? ([.. _events.Skip((int)after + 1).Take(most)], _more.Task)
                    : throw new EventHubsException(
                        FailureReason.ConsumerDisconnected,
                        isTransient: false,
                        "New receiver with higher epoch was created"
                    );
            }
        }

        private void Wake()
        {
            _more.TrySetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
