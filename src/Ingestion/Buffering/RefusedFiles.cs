using ModelData.Ingestion.Committing;
using ModelData.Ingestion.Files;
using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Buffering;

/// <summary>
/// What becomes of files that storage refuses to write. No look can fence such a file, since it may take a request again at any time: only time
/// closes it. So a partition leaves it when it has been refused, and owned by this session, and without a request of unknown outcome, for so
/// long that no request of anybody can still be on its way; and what it decides is in its state before the first row goes elsewhere. A file is
/// left for a sibling; when that is refused as well, the rows become dead letters. Not thread-safe, but for <see cref="Any"/>.
/// </summary>
/// <param name="committer">Writes the files.</param>
/// <param name="refusedFor">How long a file is refused until it is left.</param>
/// <param name="time">The clock.</param>
/// <param name="sharedFiles">The files that the same rows went to before, where these are siblings. Default: none.</param>
internal sealed class RefusedFiles(
    BlobCommitter committer,
    TimeSpan refusedFor,
    TimeProvider time,
    string? sharedFiles = null
)
{
    private readonly Dictionary<string, long> _since = new(StringComparer.Ordinal);
    private readonly List<(PartitionSession Session, Func<CancellationToken, Task<SaveOutcome>> Save)> _due = [];
    private readonly HashSet<PartitionSession> _superseded = [];
    private volatile bool _any;

    /// <summary>
    /// Whether a session's rows may go to no file any more: what was decided of them may be in the state of the one that came after it, which reads them again.
    /// </summary>
    public bool IsSuperseded(PartitionSession session) => _superseded.Contains(session);

    /// <summary>Whether some file is refused at present.</summary>
    public bool Any => _any;

    /// <summary>Notes that a file took rows.</summary>
    public void Took(string? file)
    {
        if (file is not null && _since.Remove(file))
        {
            _any = _since.Count > 0;
        }
    }

    /// <summary>Notes that storage refused a file.</summary>
    /// <returns>Whether it was refused for too long: what to do is decided with <see cref="DecideAsync"/>.</returns>
    public bool Refuse(string? file, RowBuffer buffer)
    {
        // Where not even the listing is allowed, nobody knows what is in the files: then no other place is safe either.
        if (file is null)
        {
            return false;
        }

        _since.TryAdd(file, time.GetTimestamp());
        _any = true;
        var sessions = buffer.Sessions();
        var decided = sessions[0].Files;
        bool isSibling =
            decided.Left(committer.Files).Count > 0 || (sharedFiles is not null && decided.Left(sharedFiles).Count > 0);
        bool isOver =
            (isSibling || time.GetElapsedTime(_since[file]) >= refusedFor)
            && committer.SinceUnknown >= refusedFor
            && sessions.All(session => session.OwnedFor >= refusedFor);
        if (!isOver)
        {
            return false;
        }

        string? types = committer.Key.Placement == Placement.ByNames ? committer.FileTypes : null;
        foreach (var session in sessions)
        {
            _due.Add(
                isSibling
                    ? (session, Refusal(session, Range(session, buffer)))
                    : (session, token => LeaveAsync(session, file, types, token))
            );
        }

        return true;
    }

    /// <summary>Saves what was decided. Until that is known nothing is sent to any file: the save may still arrive.</summary>
    /// <returns>Whether it is known, or there is nothing to decide.</returns>
    public async Task<bool> DecideAsync(CancellationToken cancellationToken)
    {
        while (_due.Count > 0)
        {
            var (session, save) = _due[0];
            var outcome = await save(cancellationToken);
            if (outcome == SaveOutcome.Failed)
            {
                return false;
            }

            if (outcome == SaveOutcome.Superseded)
            {
                session.EndAs(SessionEnd.Lost);
                // Whether the decision reached the state before that is not known: who owns the partition now may go by it.
                _superseded.Add(session);
            }

            committer.Relocate();
            _due.RemoveAt(0);
        }

        return true;
    }

    private async Task<SaveOutcome> LeaveAsync(
        PartitionSession session,
        string file,
        string? types,
        CancellationToken cancellationToken
    )
    {
        var outcome = await session.Files.LeaveAsync(new FileLeft(committer.Files, file, types), cancellationToken);
        if (outcome == SaveOutcome.Saved)
        {
            committer.SayRefused(file);
        }

        return outcome;
    }

    private static Func<CancellationToken, Task<SaveOutcome>> Refusal(PartitionSession session, RefusedRange range) =>
        token => session.Files.RefuseAsync(range, token);

    private RefusedRange Range(PartitionSession session, RowBuffer buffer)
    {
        var own = buffer.Segments.Where(it => it.Event.Session == session).ToList();
        string? columns =
            committer.Key.Placement == Placement.ByHash
                ? null
                : string.Join(',', own.Select(it => ColumnClass.Of(it.Schema)).Distinct());
        return new RefusedRange(
            committer.Files,
            own.Min(it => it.Event.SequenceNumber),
            own.Max(it => it.Event.SequenceNumber),
            columns
        );
    }
}
