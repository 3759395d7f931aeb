using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Completing;
using ModelData.Ingestor.Diagnostics;
using ModelData.Ingestor.Formats;

namespace ModelData.Ingestor.Committing;

/// <summary>
/// Appends buffers to the file of one schema in one folder, each exactly once: stage what is new, then commit all blocks and the new
/// sequence numbers in one atomic call under the version that they were built on. After any failure the blob is read again, what is
/// already in is trimmed, and the rest is tried anew; a status code is never taken for the truth, since a lost response of an applied
/// commit looks like a conflict. Not thread-safe: one attempt at a time; <see cref="Schema"/> may be read by anyone.
/// </summary>
internal sealed partial class BlobCommitter(
    BlobKey key,
    FeatureSchema schema,
    IFileFormat format,
    IDataBlobs blobs,
    BlockCache cache,
    IBlockIds blockIds,
    IFolderRecords records,
    WorkerMetrics metrics,
    ILogger<BlobCommitter> logger
)
{
    /// <summary>
    /// Beyond this a file goes on in a sibling. Reading and committing block lists takes time in proportion (0.5 s at the 50,000 that the
    /// service allows); merging keeps a file below it up to about 30 GB.
    /// </summary>
    public const int MaxBlocks = 900;

    // After a conflict the blob is looked at before so many commits.
    private const int CommitsToTrust = 32;

    private readonly BlockReader _blocks = new(blobs, cache);
    private readonly GrowthWriter _writer = new(blobs, cache, blockIds, metrics);
    private readonly HashSet<DataFileName> _given = [];
    private BlobLocator? _locator;
    private volatile FeatureSchema _schema = schema;
    private BlobState? _blob;

    // What the last commit of this writer left in its file.
    private CommittedSequences? _written;
    private DataFileName? _lastFile;
    private int _contention;

    public string Folder => key.Folder;

    public IFileFormat Format => format;

    /// <summary>The columns in the order of the file, as far as it is known: rows in this order need not be rearranged.</summary>
    public FeatureSchema Schema => _schema;

    /// <summary>The file in use, or the files of the folder while none is known.</summary>
    public string Target => _blob?.Name ?? key.ToString();

    /// <summary>One attempt. Segments that were found in the blob already are completed and taken out of the buffer.</summary>
    public async Task<CommitOutcome> TryCommitAsync(RowBuffer buffer, CancellationToken cancellationToken)
    {
        try
        {
            var blob = _blob ??= await LocateAsync(cancellationToken);
            if (_contention > 0 && !await IsCurrentAsync(blob, cancellationToken))
            {
                blob = _blob = await LocateAsync(cancellationToken);
            }

            foreach (var segment in buffer.Trim(blob))
            {
                metrics.RowsAlreadyCommitted.Add(segment.Rows);
                segment.Event.Complete();
            }

            return buffer.Segments.Count == 0
                ? CommitOutcome.Committed
                : await StageAndCommitAsync(blob, buffer, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _blob = null;
            var failure = StorageFailures.Classify(e);
            _contention = failure == StorageFailure.Conflict ? CommitsToTrust : _contention;
            LogAttemptFailed(Target, failure, Problem.Of(e));
            metrics.CommitFailed(failure);
            return failure switch
            {
                StorageFailure.Conflict => CommitOutcome.Conflict,
                StorageFailure.Refused => CommitOutcome.Refused,
                _ => CommitOutcome.Unavailable,
            };
        }
        catch (OperationCanceledException)
        {
            _blob = null;
            throw;
        }
    }

    /// <summary>Gives the present file up, if one is known: the next attempt takes the next sibling.</summary>
    public void GiveUpFile()
    {
        _blob = null;
        if (_lastFile is { } file && _given.Add(file))
        {
            metrics.Siblings.Add(1);
        }
    }

    // Where several partitions, and so several workers, feed one file: a look costs less than a block that was staged in vain.
    private async Task<bool> IsCurrentAsync(BlobState blob, CancellationToken cancellationToken) =>
        blob.ETag is null || (await blobs.ReadLengthAsync(blob.Name, cancellationToken)).ETag == blob.ETag;

    private async Task<BlobState> LocateAsync(CancellationToken cancellationToken)
    {
        _locator ??= new BlobLocator(blobs, _blocks, format, key.Partition);
        var blob = await _locator.LocateAsync(key.Folder, _schema, _given, cancellationToken);
        _lastFile = blob.File;
        _schema = blob.Schema ?? _schema;
        NoticeReverted(blob);
        return blob;
    }

    // Sequence numbers never go down but by a hand that is not a worker's. The events may be done and forgotten: that can be said, not mended here.
    private void NoticeReverted(BlobState blob)
    {
        if (_written?.Entries.Any(entry => !blob.Contains(entry.Key, entry.Value)) == true)
        {
            LogReverted(key.ToString());
            metrics.Reverted.Add(1);
        }

        _written = null;
    }

    private async Task<CommitOutcome> StageAndCommitAsync(
        BlobState blob,
        RowBuffer buffer,
        CancellationToken cancellationToken
    )
    {
        var sequences = blob.Sequences.Clone();
        foreach (var segment in buffer.Segments)
        {
            sequences.Raise(segment.Event.Source, segment.Event.SequenceNumber);
        }

        var order = blob.Schema ??= _schema;
        if (!buffer.Schema.Equals(order))
        {
            buffer.Reorder(format, order);
        }

        string commitId = RandomNumberGenerator.GetHexString(16, lowercase: true);
        long copies = blob.Copies + buffer.CopiesIn(format.Kind);
        var metadata = BlobMetadata.Create(sequences, commitId, order, blob.Rows + buffer.Rows, copies);
        if (blob.Blocks.Count >= MaxBlocks || metadata[BlobMetadata.Sequences].Length > BlobMetadata.MaxSequencesLength)
        {
            LogFileFull(blob.Name, blob.Blocks.Count);
            GiveUpFile();
            return CommitOutcome.Conflict;
        }

        await (format.CommitPlaces?.WaitAsync(cancellationToken) ?? Task.CompletedTask);
        try
        {
            await records.BeforeCommitAsync(buffer, order, blob.ETag is null ? blob.File : null, cancellationToken);
            return await GrowAsync(blob, buffer, metadata, sequences, cancellationToken);
        }
        finally
        {
            format.CommitPlaces?.Release();
        }
    }

    private async Task<CommitOutcome> GrowAsync(
        BlobState blob,
        RowBuffer buffer,
        Dictionary<string, string> metadata,
        CommittedSequences sequences,
        CancellationToken cancellationToken
    )
    {
        var growth = await format.GrowAsync(blob, buffer, metadata, _blocks, cancellationToken);
        if (growth is null)
        {
            LogUnreadable(blob.Name);
            metrics.LengthMismatches.Add(1);
            GiveUpFile();
            return CommitOutcome.Conflict;
        }

        var (rest, receipt) = await _writer.WriteAsync(blob, growth, metadata, cancellationToken);
        if (receipt.VersionId is not null)
        {
            LogVersioning(blob.Name);
        }

        _contention = Math.Max(_contention - 1, 0);
        blob.Committed(growth.KeptBlocks, rest, buffer.Rows, receipt.ETag, sequences);
        blob.Copies = BlobMetadata.ReadCopies(metadata);
        _written = sequences;
        metrics.Committed(buffer.Rows, buffer.Length);
        await VerifyLengthAsync(blob, blob.Length, cancellationToken);
        return CommitOutcome.Committed;
    }

    /// <summary>Sees a file that somebody else replaced between two of our commits without changing its version.</summary>
    private async Task VerifyLengthAsync(BlobState blob, long expected, CancellationToken cancellationToken)
    {
        try
        {
            var (etag, length) = await blobs.ReadLengthAsync(blob.Name, cancellationToken);
            if (etag == blob.ETag && length != expected)
            {
                LogLengthDiffers(blob.Name, expected, length);
                metrics.LengthMismatches.Add(1);
                GiveUpFile();
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The commit itself was acknowledged: read the blob before the next one.
            _blob = null;
        }
    }

    [LoggerMessage(
        EventIds.CommitFailed,
        LogLevel.Warning,
        "Commit to {Target} did not succeed ({Failure}); the blob will be read again: {Problem}"
    )]
    private partial void LogAttemptFailed(string target, StorageFailure failure, string problem);

    [LoggerMessage(
        EventIds.FileUnreadable,
        LogLevel.Critical,
        "{Blob} is not what was written: it was changed by somebody else. Going on in the next sibling"
    )]
    private partial void LogUnreadable(string blob);

    [LoggerMessage(
        EventIds.FileFull,
        LogLevel.Information,
        "{Blob} is full with {Blocks} blocks: going on in the next sibling"
    )]
    private partial void LogFileFull(string blob, int blocks);

    [LoggerMessage(
        EventIds.CommittedRowsGone,
        LogLevel.Critical,
        "{Files} lack rows that were committed: storage went back to an older copy, or somebody deleted or replaced a file. "
            + "`modeldata replay --into <container>` builds the day anew, as far as the hub still has the events"
    )]
    private partial void LogReverted(string files);

    [LoggerMessage(
        EventIds.VersioningOn,
        LogLevel.Warning,
        "The commit of {Blob} made a new version: every flush does. Turn blob versioning off for this storage account"
    )]
    private partial void LogVersioning(string blob);

    [LoggerMessage(
        EventIds.LengthDiffers,
        LogLevel.Critical,
        "{Blob} should have {Expected} bytes after the commit and has {Actual}: it was changed by somebody else. Going on in the next sibling"
    )]
    private partial void LogLengthDiffers(string blob, long expected, long actual);
}
