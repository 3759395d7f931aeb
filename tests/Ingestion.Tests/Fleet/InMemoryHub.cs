using ModelData.HubClient;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Tests.Fleet;

/// <summary>
/// A hub in memory, under the same contract tests as the broker: numbered events, and receivers of equal owner level that displace each other. It can be
/// deleted and made anew, and connections to it can break. Thread-safe.
/// </summary>
internal sealed class InMemoryHub(int partitions, TimeProvider time)
{
    private volatile Life _life = new(partitions, time);

    public IReadOnlyList<string> PartitionIds => [.. _life.Partitions.Select(partition => partition.Id)];

    public DateTimeOffset CreatedAt => _life.CreatedAt;

    /// <returns>The sequence number.</returns>
    public long Append(int partition, EncodedBatch batch) =>
        Append(
            partition,
            new ReceivedEvent
            {
                Body = batch.Body.ToArray(),
                ContentType = batch.ContentType,
                ContentEncoding = batch.ContentEncoding,
                Properties = batch.Properties.ToDictionary(pair => pair.Key, pair => (object?)pair.Value),
                SequenceNumber = 0,
                Offset = "",
                EnqueuedTime = default,
            }
        );

    /// <summary>Appends any event; number, offset and time are the hub's.</summary>
    /// <returns>The sequence number.</returns>
    public long Append(int partition, ReceivedEvent sent) => _life.Partitions[partition].Append(sent);

    public PartitionProperties Describe(string partitionId) => Find(partitionId).Describe();

    /// <summary>Attaches a reader, and displaces the one that is there.</summary>
    public Attachment Attach(string partitionId, long after) => Find(partitionId).Attach(after);

    /// <summary>Deletes the hub and makes it anew: empty, and numbered from 0.</summary>
    public void Recreate()
    {
        var former = _life;
        _life = new Life(partitions, time);
        foreach (var partition in former.Partitions)
        {
            partition.Close();
        }
    }

    private Partition Find(string partitionId) => _life.Partitions.Single(partition => partition.Id == partitionId);

    private sealed class Life
    {
        public Life(int partitions, TimeProvider time)
        {
            CreatedAt = time.GetUtcNow();
            Partitions = [.. Enumerable.Range(0, partitions).Select(i => new Partition($"{i}", CreatedAt, time))];
        }

        public DateTimeOffset CreatedAt { get; }

        public Partition[] Partitions { get; }
    }

    /// <summary>A reader that is attached.</summary>
    internal sealed class Attachment(Partition partition, long after)
    {
        private long _after = after;

        /// <summary>Whether its connection broke, rather than that another reader displaced it.</summary>
        public bool IsBroken { get; private set; }

        /// <summary>When the hub was created that it reads.</summary>
        public DateTimeOffset HubCreatedAt => partition.HubCreatedAt;

        /// <summary>The next events, if there are any.</summary>
        /// <exception cref="HubException">Another reader was attached since, or the connection broke.</exception>
        public (IReadOnlyList<ReceivedEvent> Events, Task More) Take(int most)
        {
            var (events, more) = partition.Take(this, _after, most);
            _after = events.Count == 0 ? _after : events[^1].SequenceNumber;
            return (events, more);
        }

        public void Break()
        {
            IsBroken = true;
            partition.Detach(this);
        }

        public void Detach() => partition.Detach(this);
    }

    internal sealed class Partition(string id, DateTimeOffset hubCreatedAt, TimeProvider time)
    {
        private readonly Lock _lock = new();
        private readonly List<ReceivedEvent> _events = [];
        private Attachment? _reader;
        private TaskCompletionSource _more = new();

        public string Id => id;

        public DateTimeOffset HubCreatedAt => hubCreatedAt;

        public long Append(ReceivedEvent sent)
        {
            long number;
            lock (_lock)
            {
                number = _events.Count;
                _events.Add(
                    new ReceivedEvent
                    {
                        Body = sent.Body,
                        ContentType = sent.ContentType,
                        ContentEncoding = sent.ContentEncoding,
                        Properties = sent.Properties,
                        SequenceNumber = number,
                        Offset = $"o{number}",
                        EnqueuedTime = time.GetUtcNow(),
                    }
                );
            }

            Wake();
            return number;
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
            var reader = new Attachment(this, after);
            lock (_lock)
            {
                _reader = reader;
            }

            Wake();
            return reader;
        }

        public void Detach(Attachment reader)
        {
            lock (_lock)
            {
                _reader = _reader == reader ? null : _reader;
            }

            Wake();
        }

        public void Close()
        {
            Attachment? reader;
            lock (_lock)
            {
                reader = _reader;
            }

            reader?.Break();
        }

        public (IReadOnlyList<ReceivedEvent> Events, Task More) Take(Attachment reader, long after, int most)
        {
            lock (_lock)
            {
                return reader == _reader ? ([.. _events.Skip((int)after + 1).Take(most)], _more.Task)
                    : reader.IsBroken
                        ? throw new HubException(
                            HubFailureReason.ServiceCommunicationProblem,
                            isTransient: true,
                            "The connection broke"
                        )
                    : throw new HubException(
                        HubFailureReason.ConsumerDisconnected,
                        isTransient: false,
                        "New receiver with higher epoch was created"
                    );
            }
        }

        // Not within the lock: whoever waits goes on here.
        private void Wake()
        {
            TaskCompletionSource more;
            lock (_lock)
            {
                more = _more;
                _more = new TaskCompletionSource();
            }

            more.TrySetResult();
        }
    }
}
