using CsCheck;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Tests.Fakes;

namespace ModelData.Ingestion.Tests.Partitions;

/// <summary>
/// A partition with producers' retries in it is read, written out of order, saved now and then, and read again after crashes: every
/// batch ends up written from its first event, and from no other.
/// </summary>
[Trait("Level", "Unit")]
public sealed class ReplayTests
{
    private const int Producers = 3;

    private static readonly Gen<(int[] Log, int[] Actions)> AnyRun = Gen.Select(
        // Below 2 * producers: a new batch of a producer, or its last one again.
        Gen.Int[0, (2 * Producers) - 1].Array[1, 60],
        Gen.Int[0, 999].Array[0, 300]
    );

    [Fact]
    public void Replay_CrashesAtAnyMoment_EachBatchIsWrittenFromItsFirstEvent() =>
        AnyRun.Sample(run => Assert.Equal(FirstEvents(run.Log), Run(run.Log, run.Actions, remembersReads: false)));

    [Fact]
    public void Replay_MemoryAsOfTheLastRead_IsSeenToLoseBatches()
    {
        int lost = 0;
        AnyRun.Sample(
            run =>
            {
                lost += FirstEvents(run.Log).Except(Run(run.Log, run.Actions, remembersReads: true)).Count();
            },
            iter: 1000,
            threads: 1
        );

        Assert.True(lost > 0, "a memory that runs ahead of the position did no harm: the test cannot see it");
    }

    private static BatchIdentity[] Batches(int[] log)
    {
        var last = new int[Producers];
        return
        [
            .. log.Select(it =>
            {
                int producer = it % Producers;
                bool isRetry = it >= Producers && last[producer] > 0;
                int sequence = isRetry ? last[producer] : ++last[producer];
                return new BatchIdentity(new Guid(producer, 0, 0, new byte[8]), "address", sequence);
            }),
        ];
    }

    private static SortedSet<long> FirstEvents(int[] log) =>
        [.. Batches(log).Select((batch, i) => (batch, i)).DistinctBy(it => it.batch).Select(it => (long)it.i)];

    private static SortedSet<long> Run(int[] log, int[] actions, bool remembersReads)
    {
        var batches = Batches(log);
        var blob = new SortedSet<long>();
        var saved = (PartitionPosition.Start, Memory: new DuplicateMemory(TimeSpan.FromHours(1)));
        var worker = new Worker(batches, blob, saved);
        foreach (int action in actions)
        {
            switch (action % 10)
            {
                case < 5:
                    worker.Read();
                    break;
                case < 8:
                    worker.Write(action);
                    break;
                case 8:
                    saved = worker.Save(remembersReads);
                    break;
                default:
                    worker = new Worker(batches, blob, saved);
                    break;
            }
        }

        while (worker.Read()) { }

        while (worker.Write(0)) { }

        return blob;
    }

    /// <summary>One life of a worker.</summary>
    private sealed class Worker
    {
        private readonly BatchIdentity[] _batches;
        private readonly SortedSet<long> _blob;
        private readonly PartitionProgress _progress;
        private readonly DuplicateMemory _reads;
        private readonly List<PendingEvent> _pending = [];
        private long _next;

        public Worker(
            BatchIdentity[] batches,
            SortedSet<long> blob,
            (PartitionPosition Position, DuplicateMemory Memory) saved
        )
        {
            _batches = batches;
            _blob = blob;
            _reads = saved.Memory.Clone();
            _next = saved.Position.SequenceNumber + 1;
            _progress = new PartitionProgress(
                0,
                ProvenSession.Create("0", Rows.Incarnation),
                saved.Position,
                saved.Memory.Clone()
            );
        }

        public bool Read()
        {
            if (_next == _batches.Length)
            {
                return false;
            }

            long sequence = _next++;
            var batch = _batches[sequence];
            bool isDuplicate = _progress.IsDuplicate(batch, DateTimeOffset.UnixEpoch.AddSeconds(sequence));
            var pending = Rows.Event(_progress, sequence, isDuplicate ? null : batch);
            if (isDuplicate)
            {
                pending.Complete();
            }
            else
            {
                _reads.Fold(batch, pending.EnqueuedTime);
                _pending.Add(pending);
            }

            return true;
        }

        /// <summary>Writes a pending event, any of them; what the blob holds already it does not take again.</summary>
        public bool Write(int choice)
        {
            if (_pending.Count == 0)
            {
                return false;
            }

            var pending = _pending[choice / 10 % _pending.Count];
            _pending.Remove(pending);
            _blob.Add(pending.SequenceNumber);
            pending.Complete();
            return true;
        }

        public (PartitionPosition, DuplicateMemory) Save(bool remembersReads)
        {
            var (position, memory) = _progress.Snapshot();
            return (position, remembersReads ? _reads.Clone() : memory);
        }
    }
}
