using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace ModelData.LocalEventHubs.Storage;

/// <summary>
/// A durable log for some of a hub's partitions, which share a sequence of segment files and one commit thread, so that one flush
/// of the disk serves everything that arrived meanwhile.
/// </summary>
internal sealed partial class HubLog : IAsyncDisposable
{
    private const int MostPooledBlocks = 16;

    private readonly HubLogOptions _options;
    private readonly ILogger _logger;
    private readonly PartitionLog[] _partitions;
    private readonly Lock _segmentsGate = new();
    private readonly List<LogSegment> _segments = [];

    private HubLog(
        HubLogOptions options,
        ILogger logger,
        BlockPool pool,
        List<LogSegment> segments,
        AcknowledgedRecord acknowledged
    )
    {
        Pool = pool;
        _acknowledged = acknowledged;
        _options = options;
        _logger = logger;
        _segments = segments;
        _partitions = new PartitionLog[options.PartitionCount];
        for (int i = 0; i < _partitions.Length; i++)
        {
            _partitions[i] = new PartitionLog(this, i, segments[^1].GetEnd(i));
        }

        _writer = new SegmentWriter(segments[^1], options.IsSynchronous);
        _thread = new Thread(RunCommits) { IsBackground = true, Name = "commit " + Path.GetFileName(options.Folder) };
    }

    public IReadOnlyList<PartitionLog> Partitions => _partitions;

    public BlockPool Pool { get; }

    public TimeProvider TimeProvider => _options.TimeProvider;

    /// <summary>Opens or creates the log in a folder and starts its commit thread.</summary>
    /// <exception cref="DamagedLogException">An acknowledged event is missing.</exception>
    public static HubLog Open(HubLogOptions options, ILogger logger)
    {
        var segments = new List<LogSegment>();
        var pool = new BlockPool(MostPooledBlocks);
        AcknowledgedRecord? acknowledged = null;
        try
        {
            OpenSegments(options, pool, segments);
            // Always a fresh file: the one of a run that was killed is never written again.
            int next = segments.Count == 0 ? 1 : segments[^1].Number + 1;
            var ends = new PartitionEnd[options.PartitionCount];
            for (int i = 0; i < ends.Length; i++)
            {
                ends[i] = segments.Count == 0 ? PartitionEnd.Empty : segments[^1].GetEnd(i);
            }

            acknowledged = AcknowledgedRecord.Create(
                options.Folder,
                [
                    .. ends.Select(
                        (end, i) =>
                            new AcknowledgedRange(
                                (segments.Count == 0 ? end : segments[0].GetBase(i)).NextSequence,
                                end.NextSequence
                            )
                    ),
                ]
            );
            segments.Add(
                LogSegment.Create(GetSegmentPath(options.Folder, next), next, pool, ends, options.IsSynchronous)
            );
            if (segments is [.., { LastTime: 0 } empty, _])
            {
                // Nothing but its places in the sequence was in it, and the new one has taken them over.
                segments.RemoveAt(segments.Count - 2);
                empty.Remove();
            }

            var log = new HubLog(options, logger, pool, segments, acknowledged);
            log._thread.Start();
            log.StartHousekeeping();
            return log;
        }
        catch
        {
            segments.ForEach(segment => segment.Dispose());
            acknowledged?.Dispose();
            throw;
        }
    }

    private static void OpenSegments(HubLogOptions options, BlockPool pool, List<LogSegment> segments)
    {
        IReadOnlyList<AcknowledgedRange>? range = AcknowledgedRecord.Read(options.Folder);
        if (range is null && options.IsKnown)
        {
            throw new DamagedLogException(
                options.Folder,
                $"'{options.Folder}' is empty, or its record of what was acknowledged is gone."
            );
        }

        var cutShort = new List<string>();
        foreach (int number in FindSegments(options.Folder))
        {
            string path = GetSegmentPath(options.Folder, number);
            try
            {
                if (LogSegment.TryOpen(path, number, pool, options.PartitionCount) is { } segment)
                {
                    segments.Add(segment);
                }
                else
                {
                    cutShort.Add(path);
                }
            }
            catch (Exception e) when (e is SqliteException or InvalidOperationException or InvalidCastException)
            {
                throw new DamagedLogException(options.Folder, $"'{path}' cannot be read ({e.Message}).", e);
            }
        }

        LogVerification.ThrowIfDamaged(options.Folder, segments, range);
        // Only now: without its write-ahead log a segment with events looks the same.
        cutShort.ForEach(LogSegment.Delete);
    }

    public long? GetFirstSequence(int partition)
    {
        lock (_segmentsGate)
        {
            foreach (LogSegment segment in _segments)
            {
                if (segment.GetFirstSequence(partition) is { } first)
                {
                    return first;
                }
            }
        }

        return null;
    }

    public EventBlock? ReadStored(int partition, long sequence, bool withPayload)
    {
        OnUsed();
        while (FindSegment(partition, sequence) is { } found)
        {
            (LogSegment segment, long first) = found;
            if (segment.Read(partition, Math.Max(sequence, first), withPayload) is { } block)
            {
                return block;
            }

            // Removed meanwhile: the next look finds a later one.
        }

        return null;
    }

    private (LogSegment Segment, long First)? FindSegment(int partition, long sequence)
    {
        lock (_segmentsGate)
        {
            (LogSegment Segment, long First)? found = null;
            for (int i = _segments.Count - 1; i >= 0; i--)
            {
                if (_segments[i].GetFirstSequence(partition) is not { } first)
                {
                    continue;
                }

                found = (_segments[i], first);
                if (first <= sequence)
                {
                    break;
                }
            }

            return found;
        }
    }

    private static IEnumerable<int> FindSegments(string folder) =>
        Directory
            .EnumerateFiles(folder, "*.log.db")
            .Select(path => Path.GetFileName(path)[..^".log.db".Length])
            .Where(name => int.TryParse(name, out _))
            .Select(int.Parse)
            .Order();

    private static string GetSegmentPath(string folder, int number) => Path.Combine(folder, $"{number:D8}.log.db");
}
