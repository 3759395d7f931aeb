using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ModelData.Ingestion.Blobs;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Committing;

/// <summary>
/// Appends buffers to the file of one schema in one folder, or of one set of names where files learn types, each exactly once: stage what is
/// new, then commit all blocks and the new sequence numbers in one atomic call under the version that they were built on. After any failure
/// the blob is read again, what is already in is trimmed, and the rest is tried anew; a status code is never taken for the truth, since a lost
/// response of an applied commit looks like a conflict. Not thread-safe: one attempt at a time; <see cref="Schema"/> may be read by anyone.
/// </summary>
internal sealed partial class BlobCommitter(
    BlobKey key,
    FeatureSchema schema,
    IFileFormat format,
    IDataBlobs blobs,
    BlockCache cache,
    IBlockIds blockIds,
    IFolderRecords records,
    LeftFiles left,
    StorageOutage outage,
    WorkerMetrics metrics,
    TimeProvider time,
    ILogger<BlobCommitter> logger,
    FileLimits? limits = null
)
{
    // After a conflict the blob is looked at before so many commits.
    private const int CommitsToTrust = 32;

    private readonly FileLimits _limits = limits ?? FileLimits.Default;
    private readonly BlockReader _blocks = new(blobs, cache);
    private readonly GrowthWriter _writer = new(blobs, cache, blockIds, metrics);
    private readonly FileSearch _search = new(key, blobs, new BlockReader(blobs, cache), format, left);
    private volatile FeatureSchema _schema = schema;
    private FoundFile? _found;

    // A file was to learn types, and nobody knows yet whether it did.
    private bool _wasToLearn;

    // What the last commit of this writer left in its file.
    private CommittedSequences? _written;
    private IReadOnlyList<FileLeft> _left = [];
    private long? _unknownAt;
    private int _contention;

    public BlobKey Key => key;

    public string Folder => key.Folder;

    /// <summary>The files that its rows may go to, see <see cref="BlobKey.Id"/>.</summary>
    public string Files { get; } = key.Id;

    /// <summary>The blob that was tried last, if it is known.</summary>
    public string? File { get; private set; }

    /// <summary>The types that <see cref="File"/> had then, for whoever leaves it: see <see cref="FileLeft.Types"/>.</summary>
    public string? FileTypes { get; private set; }

    /// <summary>The rows for which <see cref="CommitOutcome.Divided"/> wants a buffer divided.</summary>
    public OtherRows Others { get; private set; } = OtherRows.None;

    /// <summary>Why the last attempt is broken: the cause and the mend.</summary>
    public string? Problem { get; private set; }

    /// <summary>How long no request to a file has had an unknown outcome.</summary>
    public TimeSpan SinceUnknown => _unknownAt is { } at ? time.GetElapsedTime(at) : TimeSpan.MaxValue;

    public IFileFormat Format => format;

    /// <summary>The columns in the order of the file, as far as it is known: rows in this order need not be rearranged.</summary>
    public FeatureSchema Schema => _schema;

    /// <summary>The file in use, or the files of the folder while none is known.</summary>
    public string Target => _found?.Blob?.Name ?? key.ToString();

    /// <summary>
    /// One attempt, with rows that are all proven and whose partitions have left the same files. Segments that were found in the blob already
    /// are completed and taken out of the buffer.
    /// </summary>
    public Task<CommitOutcome> TryCommitAsync(RowBuffer buffer, CancellationToken cancellationToken) =>
        TryAsync(
            async () =>
            {
                if (await TrimAsync(buffer, cancellationToken) is not { } found)
                {
                    return CommitOutcome.Divided;
                }

                if (buffer.Segments.Count > 0)
                {
                    return await StageAndCommitAsync(found, buffer, cancellationToken);
                }

                outage.Succeeded(this);
                return CommitOutcome.Committed;
            },
            cancellationToken
        );

    /// <summary>Reads what is in the files, and takes those segments of dead letters out of the buffer and completes them.</summary>
    public Task<CommitOutcome> TryTrimAsync(RowBuffer buffer, CancellationToken cancellationToken) =>
        TryAsync(
            async () =>
            {
                Relocate();
                var found = await FindAsync(buffer, cancellationToken);
                found.Take(buffer, _schema, out var others);
                // What the file contradicts by now is in no file: its positions say nothing of that.
                Trim(buffer, segment => !others.Includes(segment.Schema) && found.Contains(segment));
                return CommitOutcome.Committed;
            },
            cancellationToken
        );

    /// <summary>Says that a file is left, since storage refused it for too long.</summary>
    public void SayRefused(string file) => left.Leave(file, LeftFile.Refused);

    /// <summary>Forgets the file in use: the next attempt reads anew what is there.</summary>
    public void Relocate() => _found = null;

    private async Task<CommitOutcome> TryAsync(Func<Task<CommitOutcome>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await attempt();
        }
        catch (CommitNotAllowedException)
        {
            return CommitOutcome.Unproven;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _found = null;
            _unknownAt = StorageFailures.IsUnknown(e) ? time.GetTimestamp() : _unknownAt;
            var failure = StorageFailures.Classify(e);
            _contention = failure == StorageFailure.Conflict ? CommitsToTrust : _contention;
            Say(failure, e);
            metrics.CommitFailed(failure);
            return failure switch
            {
                StorageFailure.Conflict => CommitOutcome.Conflict,
                StorageFailure.Refused => CommitOutcome.Refused,
                StorageFailure.Broken => CommitOutcome.Broken,
                _ => CommitOutcome.Unavailable,
            };
        }
        catch (OperationCanceledException)
        {
            _found = null;
            _unknownAt = time.GetTimestamp();
            throw;
        }
    }

    private void Say(StorageFailure failure, Exception e)
    {
        if (failure != StorageFailure.Broken)
        {
            string problem = Diagnostics.Problem.Of(e);
            outage.Failed(this, Target, failure, problem);
            if (failure == StorageFailure.Conflict)
            {
                LogAttemptFailed(Target, failure, problem);
            }

            return;
        }

        Problem =
            $"A commit to {Target} failed in a way that waiting does not mend ({Diagnostics.Problem.Of(e)}). Nothing is lost: the events are read "
            + "again";
        LogBroken(Target, e);
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
        FoundFile found,
        RowBuffer buffer,
        CancellationToken cancellationToken
    )
    {
        var blob = found.Blob!;
        var sequences = blob.Sequences.Clone();
        foreach (var segment in buffer.Segments)
        {
            sequences.Raise(segment.Event.Source, segment.Event.SequenceNumber);
        }

        var order = found.Take(buffer, _schema, out _)!;
        buffer.Reorder(format, order);
        string commitId = RandomNumberGenerator.GetHexString(16, lowercase: true);
        long copies = blob.Copies + buffer.CopiesIn(format.Kind);
        var metadata = BlobMetadata.Create(
            sequences,
            commitId,
            order,
            blob.Rows + buffer.Rows,
            copies,
            buffer.AddTo(blob.Rates),
            buffer.LatestOf(blob.Last)
        );
        found.AddPlacement(metadata, order);
        bool isFull =
            blob.Blocks.Count >= _limits.MaxBlocks
            || metadata[BlobMetadata.Sequences].Length > BlobMetadata.MaxSequencesLength;
        if (isFull && blob.ETag is not null)
        {
            left.Leave(blob.Name, LeftFile.Full, $"{blob.Blocks.Count} blocks and {sequences.Count} positions");
            return await CloseAsync(blob, cancellationToken);
        }

        await (format.CommitPlaces?.WaitAsync(cancellationToken) ?? Task.CompletedTask);
        try
        {
            bool isNew = blob.ETag is null;
            bool learns = isNew
                ? buffer.Segments.Any(segment => !segment.Schema.Equals(order))
                : !order.Equals(blob.Schema);
            _wasToLearn |= learns;
            var noted = learns || isNew ? blob.File : (DataFileName?)null;
            await records.BeforeCommitAsync(buffer, order, noted, cancellationToken);
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
        buffer.Verify();
        var growth = await format.GrowAsync(blob, buffer, metadata, _blocks, cancellationToken);
        if (growth is null)
        {
            left.Leave(blob.Name, LeftFile.Unreadable);
            return await CloseAsync(blob, cancellationToken);
        }

        var (rest, receipt) = await _writer.WriteAsync(
            blob,
            growth,
            metadata,
            () => buffer.MayCommit,
            cancellationToken
        );
        if (receipt.VersionId is not null)
        {
            LogVersioning(blob.Name);
        }

        _contention = Math.Max(_contention - 1, 0);
        blob.Committed(growth.KeptBlocks, rest, buffer.Rows, receipt.ETag, sequences);
        blob.Copies = BlobMetadata.ReadCopies(metadata);
        blob.Rates = BlobMetadata.ReadRates(metadata);
        blob.Last = BlobMetadata.ReadLast(metadata);
        blob.Schema = _schema = buffer.Schema;
        blob.KeepsTypes = metadata.ContainsKey(BlobMetadata.Types);
        FileTypes = TypesOf(blob);
        _written = sequences;
        metrics.Committed(buffer.Rows, buffer.Length);
        outage.Succeeded(this);
        left.Return(blob.Name);
        await TellLearnedAsync(blob, cancellationToken);
        await VerifyLengthAsync(blob, blob.Length, cancellationToken);
        return CommitOutcome.Committed;
    }

    /// <summary>
    /// Closes a file that takes no more rows, before the first of them goes to a sibling: another worker that has rows for it under the same
    /// version loses, and then sees that it is closed.
    /// </summary>
    private async Task<CommitOutcome> CloseAsync(BlobState blob, CancellationToken cancellationToken)
    {
        if (blob.ETag is not { } version || await blobs.LoadAsync(blob.Name, cancellationToken) is not { } loaded)
        {
            throw new InvalidOperationException($"{blob.Name} does not exist: it cannot be full");
        }

        if (loaded.ETag == version)
        {
            var metadata = new Dictionary<string, string>(loaded.Metadata) { [BlobMetadata.Closed] = "1" };
            await blobs.CommitAsync(
                blob.Name,
                loaded.Blocks.Select(block => block.Id),
                metadata,
                version,
                cancellationToken
            );
        }

        _found = null;
        return CommitOutcome.Conflict;
    }

    /// <summary>Sees a file that somebody else replaced between two of our commits without changing its version.</summary>
    private async Task VerifyLengthAsync(BlobState blob, long expected, CancellationToken cancellationToken)
    {
        try
        {
            var (etag, length) = await blobs.ReadLengthAsync(blob.Name, cancellationToken);
            if (etag == blob.ETag && length != expected)
            {
                left.Leave(blob.Name, LeftFile.LengthDiffers, $"{expected} bytes after the commit and has {length}");
                // What is there now is not what a worker wrote: it is stepped over.
                _found = null;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The commit itself was acknowledged: read the blob before the next one.
            _found = null;
        }
    }
}
