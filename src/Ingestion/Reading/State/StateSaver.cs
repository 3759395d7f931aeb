using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Settings;

namespace ModelData.Ingestion.Reading.State;

/// <summary>
/// Saves one partition's state for one session: first the state blob, then the official checkpoint as its mirror, for lag tools, KEDA and a
/// hand-over to other consumers. The routing in force changes here and nowhere else, so that no save carries one that is older than the last
/// switch. A save that meets another owner is the last. Thread-safe.
/// </summary>
internal sealed partial class StateSaver(
    string partitionId,
    IStateStore states,
    ICheckpointStore checkpoints,
    IOptions<ManifestSettings> manifests,
    WorkerMetrics metrics,
    TimeProvider time,
    ILogger<StateSaver> logger
) : IFilesLeft
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(10));
    private ETag? _etag;
    private PartitionState? _saved;
    private volatile bool _isSuperseded;
    private string? _failure;
    private string? _mirrorFailure;

    /// <summary>The routing in force, once there is a state.</summary>
    public RoutingSettings? Routing => Volatile.Read(ref _saved)?.Routing;

    /// <summary>Reads the state, as the base of the next save.</summary>
    /// <exception cref="PartitionFailedException">It cannot be read.</exception>
    public async Task<PartitionState?> LoadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            (_saved, _etag) = await states.LoadAsync(partitionId, cancellationToken);
            return _saved;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Makes the state this session's own, under the version that was read last.</summary>
    /// <returns>Whether nobody wrote it since; otherwise it must be read again.</returns>
    public async Task<bool> TryClaimAsync(PartitionState claim, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await TryWriteAsync(claim, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Saves the position if it has moved.</summary>
    /// <param name="progress">How far the partition is done.</param>
    /// <param name="cancellationToken">Ends the wait; whether it was saved is then not known.</param>
    public Task<SaveOutcome> SaveAsync(PartitionProgress progress, CancellationToken cancellationToken) =>
        GuardAsync(
            async () =>
            {
                var saved = _saved!;
                bool isOfThisHub = saved.Incarnation == progress.Incarnation.Text;
                if (!isOfThisHub || saved.Position > progress.Position.SequenceNumber || IsSaved(progress))
                {
                    return SaveOutcome.Saved;
                }

                return await WriteAsync(present => Compose(progress, present), cancellationToken);
            },
            cancellationToken
        );

    /// <summary>Whether the state is there to be read: a save with nothing to save asks for nothing.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await states.LoadAsync(partitionId, cancellationToken)).State is not null;
        }
        catch (StateGoneException)
        {
            return false;
        }
    }

    /// <summary>
    /// Switches the routing, at a position with nothing unflushed. Ends only when it is known how: while it is not, nothing may be received or
    /// committed, since the state could say either.
    /// </summary>
    /// <param name="progress">How far the partition is done: all that was read.</param>
    /// <param name="routing">The routing from here on.</param>
    /// <param name="cancellationToken">Ends the wait, and with it the session: the outcome is then not known.</param>
    public async Task<SaveOutcome> SwitchAsync(
        PartitionProgress progress,
        RoutingSettings routing,
        CancellationToken cancellationToken
    )
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    if (await TryWriteAsync(Compose(progress, _saved!) with { Routing = routing }, cancellationToken))
                    {
                        return SaveOutcome.Saved;
                    }

                    // Either our own, whose answer was lost, or somebody else's. Saving again under its version ends what is still under way.
                    if (!await ReadBackAsync(cancellationToken))
                    {
                        return SaveOutcome.Superseded;
                    }

                    if (_saved!.Routing == routing)
                    {
                        return SaveOutcome.Saved;
                    }
                }
                catch (Exception e)
                    when (e is not (OperationCanceledException or PartitionFailedException)
                        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                    )
                {
                    LogSwitchUnknown(partitionId, Problem.Of(e));
                    await Task.Delay(_backoff.Next(), time, cancellationToken);
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public IReadOnlyList<FileLeft> Left(string files) =>
        Volatile.Read(ref _saved)?.FilesLeft is { } left ? [.. left.Where(it => it.Files == files)] : [];

    public bool IsLetter(string files, long sequenceNumber, FeatureSchema schema) =>
        Volatile.Read(ref _saved)?.Refused is { } refused
        && refused.Any(it => it.Contains(files, sequenceNumber, schema));

    public Task<SaveOutcome> LeaveAsync(FileLeft file, CancellationToken cancellationToken) =>
        GuardAsync(
            () =>
                WriteAsync(
                    present =>
                        present.FilesLeft?.Any(it => (it.Files, it.Name) == (file.Files, file.Name)) == true
                            ? present
                            : present with
                            {
                                FilesLeft = [.. present.FilesLeft ?? [], file],
                            },
                    cancellationToken
                ),
            cancellationToken
        );

    public Task<SaveOutcome> RefuseAsync(RefusedRange range, CancellationToken cancellationToken) =>
        GuardAsync(
            () =>
                WriteAsync(
                    present =>
                        present.Refused?.Contains(range) == true
                            ? present
                            : present with
                            {
                                Refused = [.. present.Refused ?? [], range],
                            },
                    cancellationToken
                ),
            cancellationToken
        );

    private bool IsSaved(PartitionProgress progress) =>
        _saved!.Position == progress.Position.SequenceNumber && !IsWatermarkDue(progress.Watermark);

    // A partition without events costs a write now and then, so that a day can be complete without it.
    private bool IsWatermarkDue(DateTimeOffset? watermark) =>
        manifests.Value.Enabled
        && watermark is { } present
        && (_saved!.Watermark is not { } saved || present - saved >= manifests.Value.CheckInterval);

    private static PartitionState Compose(PartitionProgress progress, PartitionState present)
    {
        // First: it must not be ahead of the position that is saved with it.
        var watermark = progress.Watermark;
        var (position, memory) = progress.Snapshot();
        if (position.SequenceNumber > progress.Session.Proven)
        {
            throw new InvalidOperationException(
                $"The position {position.SequenceNumber} is beyond {progress.Session.Proven}, which is all that is proven"
            );
        }

        // The claim of a hub made anew may have been written without an answer: positions of the former one mean nothing in it.
        if (present.Incarnation != progress.Incarnation.Text || position.SequenceNumber < present.Position)
        {
            return present;
        }

        var producers = new List<ProducerState>(memory.Count);
        foreach (var (key, entry) in memory.Entries)
        {
            producers.Add(new ProducerState(key.Producer, key.Address, entry.Sequence, entry.EnqueuedTime));
        }

        return present with
        {
            Position = position.SequenceNumber,
            Offset = position.Offset,
            EnqueuedTime = position.EnqueuedTime,
            Watermark = watermark,
            Producers = producers,
            Refused = present.Refused?.Where(it => it.Last > position.SequenceNumber).ToList() is { Count: > 0 } rest
                ? rest
                : null,
        };
    }

    private async Task<SaveOutcome> GuardAsync(Func<Task<SaveOutcome>> save, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _isSuperseded ? SaveOutcome.Superseded : await save();
        }
        catch (StateGoneException e)
        {
            _isSuperseded = true;
            LogSaveFailed(partitionId, Problem.Of(e));
            return SaveOutcome.Superseded;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // It is tried every few seconds: what has been said is no news.
            string problem = Problem.Of(e);
            if (_failure != problem)
            {
                _failure = problem;
                LogSaveFailed(partitionId, problem);
            }

            return SaveOutcome.Failed;
        }
        finally
        {
            _gate.Release();
        }
    }

    // Each attempt is composed anew on what the state says: also a switch that arrived late.
    private async Task<SaveOutcome> WriteAsync(
        Func<PartitionState, PartitionState> compose,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            if (await TryWriteAsync(compose(_saved!), cancellationToken))
            {
                return SaveOutcome.Saved;
            }

            if (!await ReadBackAsync(cancellationToken))
            {
                return SaveOutcome.Superseded;
            }
        }
    }

    private async Task<bool> TryWriteAsync(PartitionState state, CancellationToken cancellationToken)
    {
        if (await states.TrySaveAsync(partitionId, state, _etag, cancellationToken) is not { } etag)
        {
            return false;
        }

        _etag = etag;
        _failure = null;
        Volatile.Write(ref _saved, state);
        _backoff.Reset();
        metrics.StateSaves.Add(1);
        // Of an event that could not be read the offset is not known.
        if (state.Offset is { Length: > 0 })
        {
            await MirrorAsync(state.Position, state.Offset, cancellationToken);
        }

        return true;
    }

    private async Task MirrorAsync(long position, string offset, CancellationToken cancellationToken)
    {
        try
        {
            await checkpoints.UpdateAsync(partitionId, position, offset, cancellationToken);
            _mirrorFailure = null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The state is saved, and it alone decides: the next save brings the mirror up.
            string problem = Problem.Of(e);
            if (_mirrorFailure != problem)
            {
                _mirrorFailure = problem;
                LogMirrorFailed(partitionId, problem);
            }
        }
    }

    // After a refused write: the answer of our own write was lost, or another session has claimed the partition.
    private async Task<bool> ReadBackAsync(CancellationToken cancellationToken)
    {
        var (present, etag) = await states.LoadAsync(partitionId, cancellationToken);
        if (present is null || !string.Equals(present.Owner, _saved!.Owner, StringComparison.Ordinal))
        {
            _isSuperseded = true;
            LogSuperseded(partitionId, present?.Owner ?? "nobody");
            return false;
        }

        _etag = etag;
        Volatile.Write(ref _saved, present);
        return true;
    }

    [LoggerMessage(
        EventIds.StateSaveFailed,
        LogLevel.Warning,
        "The state of partition {Partition} could not be saved, and is tried again every few seconds: {Problem}"
    )]
    private partial void LogSaveFailed(string partition, string problem);

    [LoggerMessage(
        EventIds.SwitchUnknown,
        LogLevel.Warning,
        "Whether partition {Partition} has switched to the configured routing is not known: it is not read until it is. "
            + "Check that the state container can be reached: {Problem}"
    )]
    private partial void LogSwitchUnknown(string partition, string problem);

    [LoggerMessage(
        EventIds.MirrorFailed,
        LogLevel.Warning,
        "The checkpoint of partition {Partition}, a mirror of its state for other tools, could not be written; the next save writes it: {Problem}"
    )]
    private partial void LogMirrorFailed(string partition, string problem);

    [LoggerMessage(
        EventIds.StateConflict,
        LogLevel.Information,
        "The state of partition {Partition} is {Owner}'s now: nothing more is saved here"
    )]
    private partial void LogSuperseded(string partition, string owner);
}
