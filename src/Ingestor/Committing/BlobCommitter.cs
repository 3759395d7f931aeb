using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ModelData.Ingestor.Buffering;
using ModelData.Ingestor.Diagnostics;

namespace ModelData.Ingestor.Committing;

/// <summary>
/// Appends buffers to the file of one schema in one folder, each exactly once: stage one block, then commit all blocks and the new
/// sequence numbers in one atomic call under the version that they were built on. After any failure the blob is read again, what is
/// already in is trimmed, and the rest is tried anew; a status code is never taken for the truth, since a lost response of an applied
/// commit looks like a conflict. Not thread-safe: one attempt at a time.
/// </summary>
internal sealed partial class BlobCommitter(
    string folder,
    FeatureSchema schema,
    IDataBlobs blobs,
    IBlockIds blockIds,
    WorkerMetrics metrics,
    ILogger<BlobCommitter> logger
)
{
    /// <summary>The service allows 50,000 blocks; commits are slow long before.</summary>
    public const int MaxBlocks = 40_000;

    private readonly BlobLocator _locator = new(blobs);
    private readonly HashSet<DataFileName> _given = [];
    private BlobState? _blob;
    private DataFileName? _lastFile;

    public string Folder => folder;

    public FeatureSchema Schema => schema;

    /// <summary>The file in use, or the folder while none is known.</summary>
    public string Target => _blob?.Name ?? folder;

    /// <summary>One attempt. Segments that were found in the blob already are completed and taken out of the buffer.</summary>
    public async Task<CommitOutcome> TryCommitAsync(RowBuffer buffer, CancellationToken cancellationToken)
    {
        try
        {
            var blob = _blob ??= await _locator.LocateAsync(folder, schema.Hash, _given, cancellationToken);
            _lastFile = blob.File;
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

        string commitId = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var metadata = BlobMetadata.Create(sequences, commitId, schema.Hash);
        if (
            blob.BlockIds.Count >= MaxBlocks
            || metadata[BlobMetadata.Sequences].Length > BlobMetadata.MaxSequencesLength
        )
        {
            LogFileFull(blob.Name, blob.BlockIds.Count);
            GiveUpFile();
            return CommitOutcome.Conflict;
        }

        using var content = buffer.OpenRead(blob.ETag is null ? schema.HeaderLine : default);
        long added = content.Length;
        string blockId = blockIds.Next(blob.BlockIds.Count);
        await blobs.StageAsync(blob.Name, blockId, content, cancellationToken);
        var receipt = await blobs.CommitAsync(
            blob.Name,
            blob.BlockIds.Append(blockId),
            metadata,
            blob.ETag,
            cancellationToken
        );
        if (receipt.VersionId is not null)
        {
            LogVersioning(blob.Name);
        }

        long expected = blob.Length + added;
        blob.Committed(blockId, added, receipt.ETag, sequences);
        metrics.Committed(buffer.Rows, buffer.Length);
        await VerifyLengthAsync(blob, expected, cancellationToken);
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
        EventIds.FileFull,
        LogLevel.Error,
        "{Blob} is full with {Blocks} blocks: going on in the next sibling"
    )]
    private partial void LogFileFull(string blob, int blocks);

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
