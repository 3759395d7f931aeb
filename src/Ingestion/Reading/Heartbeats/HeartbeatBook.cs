using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.Heartbeats;

/// <summary>
/// What producers have told of themselves in one partition, by the hub's times: bounded, since strangers choose who they are. Thread-safe.
/// </summary>
/// <param name="mostProducers">How many producers are kept one by one, each at each of its addresses; beyond it sums are kept.</param>
/// <param name="mostServices">How many web services have a sum of their own; the others share one.</param>
internal sealed class HeartbeatBook(
    int mostProducers = HeartbeatBook.MostProducers,
    int mostServices = HeartbeatBook.MostServices
)
{
    /// <summary>A partition's producers at most, at about 300 bytes each.</summary>
    public const int MostProducers = 10_000;

    /// <summary>Web services with a sum of their own at most.</summary>
    public const int MostServices = 1_000;

    /// <summary>A producer that has said nothing for this long is gone for good.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid, CollectionAddress), HeardProducer> _producers = [];
    private readonly Dictionary<ServiceKey, UncountedSums> _others = [];
    private DateTimeOffset _first = DateTimeOffset.MaxValue;
    private DateTimeOffset _latest;
    private long _count;

    /// <summary>How many heartbeats were heard.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Whether anybody has said anything that is not forgotten.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _producers.Count == 0 && _others.Count == 0;
            }
        }
    }

    /// <summary>Notes a heartbeat.</summary>
    /// <param name="beat">What it says.</param>
    /// <param name="enqueued">When the hub took it.</param>
    public void Note(Heartbeat beat, DateTimeOffset enqueued)
    {
        lock (_gate)
        {
            _count++;
            _first = enqueued < _first ? enqueued : _first;
            _latest = enqueued > _latest ? enqueued : _latest;
            var key = (beat.ProducerId, beat.Address);
            if (_producers.TryGetValue(key, out var known))
            {
                known.Note(beat, enqueued);
            }
            else if (_producers.Count < mostProducers || Forget() > 0)
            {
                _producers.Add(key, new HeardProducer(beat, enqueued));
            }
            else
            {
                NoteUncounted(beat, enqueued);
            }
        }
    }

    /// <summary>What there is to be told, by addresses.</summary>
    /// <param name="partitionId">The partition.</param>
    public HeartbeatReport Compose(string partitionId)
    {
        lock (_gate)
        {
            Forget();
            return new HeartbeatReport
            {
                Partition = partitionId,
                Since = _first < _latest ? _first : _latest,
                UpTo = _latest,
                Addresses =
                [
                    .. _producers
                        .Values.GroupBy(it => it.Last.Address)
                        .Select(it => AddressHeartbeats.Of(it.Key, [.. it], _latest))
                        .OrderBy(it => it.Path, StringComparer.Ordinal),
                ],
                Uncounted =
                [
                    .. _others
                        .Select(it => it.Value.ToReport(it.Key))
                        .OrderBy(it => it.Service, StringComparer.Ordinal),
                ],
            };
        }
    }

    private void NoteUncounted(Heartbeat beat, DateTimeOffset enqueued)
    {
        var key = ServiceKey.Of(beat.Address);
        if (!_others.ContainsKey(key) && _others.Count >= mostServices)
        {
            key = ServiceKey.AllOthers;
        }

        if (!_others.TryGetValue(key, out var sums))
        {
            _others.Add(key, sums = new UncountedSums());
        }

        sums.Note(beat, enqueued);
    }

    private int Forget()
    {
        var before = _latest - Forgotten;
        int count = 0;
        foreach (var (key, producer) in _producers)
        {
            if (producer.IsGone(_latest, before))
            {
                _producers.Remove(key);
                count++;
            }
        }

        foreach (var (key, sums) in _others)
        {
            if (sums.LastAt < before)
            {
                _others.Remove(key);
            }
        }

        return count;
    }
}
