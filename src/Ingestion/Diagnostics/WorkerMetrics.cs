using System.Diagnostics.Metrics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Ingestion.Diagnostics;

/// <summary>What the worker counts. Thread-safe.</summary>
internal sealed class WorkerMetrics
{
    public const string MeterName = "ModelData.Ingestor";

    private readonly Counter<long> _events;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _commits;
    private readonly Counter<long> _rowsCommitted;
    private readonly Counter<long> _bytesCommitted;
    private readonly Counter<long> _bytesUploaded;
    private readonly Counter<long> _failedAttempts;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _missingEvents;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _heartbeats;
    private readonly Counter<long> _filesLeft;
    private readonly Counter<long> _changedByOthers;

    public WorkerMetrics(IMeterFactory meters)
        : this(meters.Create(MeterName)) { }

    public WorkerMetrics(Meter meter)
    {
        Meter = meter;
        _events = Meter.CreateCounter<long>("modeldata.events", null, "Events read");
        _bytes = Meter.CreateCounter<long>("modeldata.bytes", "By", "Bytes of events read, as they came over the wire");
        _rows = Meter.CreateCounter<long>("modeldata.rows", null, "Rows read");
        _commits = Meter.CreateCounter<long>("modeldata.commits", null, "Commits that succeeded");
        _rowsCommitted = Meter.CreateCounter<long>("modeldata.rows.committed", null, "Rows made visible");
        _bytesCommitted = Meter.CreateCounter<long>("modeldata.bytes.committed", "By", "Bytes of rows made visible");
        _bytesUploaded = Meter.CreateCounter<long>(
            "modeldata.bytes.uploaded",
            "By",
            "Bytes staged as blocks: rows, and small blocks that are merged with them"
        );
        _failedAttempts = Meter.CreateCounter<long>(
            "modeldata.commit.failures",
            null,
            "Commit attempts that did not succeed, by outcome: conflict, refused, unavailable, broken"
        );
        RowsAlreadyCommitted = Meter.CreateCounter<long>(
            "modeldata.rows.trimmed",
            null,
            "Rows that were found in their blob already: replays after a restart, or commits whose answer was lost"
        );
        _filesLeft = Meter.CreateCounter<long>("modeldata.files.given_up", null, "Files left for a sibling, by reason");
        _changedByOthers = Meter.CreateCounter<long>(
            "modeldata.files.changed_by_others",
            null,
            "Files left because somebody changed what a worker had written"
        );
        Reverted = Meter.CreateCounter<long>(
            "modeldata.files.reverted",
            null,
            "Files that lack rows which this worker had committed: an older copy, or deleted"
        );
        _duplicates = Meter.CreateCounter<long>("modeldata.duplicates", null, "Batches dropped as a producer's retry");
        _gaps = Meter.CreateCounter<long>("modeldata.gaps", null, "Ranges of sequence numbers that were never seen");
        _missingEvents = Meter.CreateCounter<long>("modeldata.events.missing", null, "Events in those ranges");
        _deadLetters = Meter.CreateCounter<long>("modeldata.dead_letters", null, "Events dead-lettered, by reason");
        _heartbeats = Meter.CreateCounter<long>("modeldata.heartbeats", null, "Heartbeats of producers, by result");
        Manifests = Meter.CreateCounter<long>("modeldata.manifests", null, "Manifests written: folders found complete");
        PartitionsLost = Meter.CreateCounter<long>(
            "modeldata.partitions.lost",
            null,
            "Partitions that another worker took while they were read here"
        );
        StateSaves = Meter.CreateCounter<long>("modeldata.state.saves", null, "State blobs written");
    }

    public Meter Meter { get; }

    public Counter<long> RowsAlreadyCommitted { get; }

    public Counter<long> Reverted { get; }

    public Counter<long> Manifests { get; }

    public Counter<long> StateSaves { get; }

    public Counter<long> PartitionsLost { get; }

    public void Read(string partitionId, int bytes)
    {
        var partition = new KeyValuePair<string, object?>("partition", partitionId);
        _events.Add(1, partition);
        _bytes.Add(bytes, partition);
    }

    public void Rows(string partitionId, int rows) =>
        _rows.Add(rows, new KeyValuePair<string, object?>("partition", partitionId));

    public void Committed(int rows, long bytes)
    {
        _commits.Add(1);
        _rowsCommitted.Add(rows);
        _bytesCommitted.Add(bytes);
    }

    public void Uploaded(long bytes) => _bytesUploaded.Add(bytes);

    public void CommitFailed(StorageFailure failure) =>
        _failedAttempts.Add(
            1,
            new KeyValuePair<string, object?>(
                "outcome",
                failure switch
                {
                    StorageFailure.Conflict => "conflict",
                    StorageFailure.Refused => "refused",
                    StorageFailure.Broken => "broken",
                    _ => "unavailable",
                }
            )
        );

    /// <summary>A file is left. What somebody changed under a worker's metadata is counted as that as well.</summary>
    public void FileLeft(LeftFile reason)
    {
        string name = reason switch
        {
            LeftFile.Full => "full",
            LeftFile.Refused => "refused",
            LeftFile.Foreign => "foreign",
            LeftFile.Replaced => "replaced",
            LeftFile.PositionsUnreadable => "positions_unreadable",
            LeftFile.RowsUnreadable => "rows_unreadable",
            LeftFile.Unreadable => "unreadable",
            _ => "length_differs",
        };
        _filesLeft.Add(1, new KeyValuePair<string, object?>("reason", name));
        if (reason is not (LeftFile.Full or LeftFile.Refused or LeftFile.Foreign))
        {
            _changedByOthers.Add(1);
        }
    }

    /// <summary>A producer told how it is. What it says is no label: it is a stranger's word.</summary>
    public void Heartbeat(bool isRead) =>
        _heartbeats.Add(1, new KeyValuePair<string, object?>("result", isRead ? "taken" : "refused"));

    public void Duplicate(string partitionId) =>
        _duplicates.Add(1, new KeyValuePair<string, object?>("partition", partitionId));

    public void Gap(string partitionId, long missing)
    {
        var partition = new KeyValuePair<string, object?>("partition", partitionId);
        _gaps.Add(1, partition);
        _missingEvents.Add(missing, partition);
    }

    public void DeadLetter(string reason) => _deadLetters.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
