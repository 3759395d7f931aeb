using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.Balancing;
using ModelData.Ingestion.Reading.State;

namespace ModelData.Ingestion.Observing.Status;

/// <summary>What facts mean for a partition, and which of its problems ask for somebody. Times are those of hub and storage alone.</summary>
internal sealed class PartitionRules(
    PipelineFacts facts,
    FleetSettings fleet,
    IReadOnlyDictionary<string, string> workers
)
{
    /// <summary>A lag that is sure to be longer is one: rows are visible within seconds.</summary>
    public static readonly TimeSpan BehindAfter = TimeSpan.FromMinutes(1);

    /// <summary>Less than this share of the retention left asks for somebody now.</summary>
    public const double LeastRetentionLeft = 0.25;

    private readonly Dictionary<string, PartitionOwnership> _owners =
        facts.Owners.Value?.Ownerships.ToDictionary(it => it.PartitionId, StringComparer.Ordinal) ?? [];

    /// <summary>What time it is where events are stored; null when storage did not answer.</summary>
    public DateTimeOffset? Now { get; } = FindNow(facts);

    /// <summary>All partitions that hub or blobs know, by number.</summary>
    public List<PartitionStatus> Describe() =>
        [
            .. (facts.Hub.Value?.PartitionIds ?? _owners.Keys.Union(facts.States.Value?.Keys ?? []))
                .OrderBy(id => int.TryParse(id, out int number) ? number : int.MaxValue)
                .ThenBy(id => id, StringComparer.Ordinal)
                .Select(Describe),
        ];

    private PartitionStatus Describe(string id)
    {
        var end = facts.Hub.Value?.Ends.GetValueOrDefault(id);
        var state = facts.States.Value?.GetValueOrDefault(id);
        bool isOfThisHub = facts.Hub.Value is not { } hub || state?.Incarnation == hub.Incarnation.Text;
        var done = isOfThisHub ? state : null;
        var owner = Holder(id);
        var status = new PartitionStatus(id)
        {
            Beginning = end?.BeginningSequenceNumber,
            End = end?.LastEnqueuedSequenceNumber,
            EndTime = end is { LastEnqueuedSequenceNumber: >= 0 } ? end.LastEnqueuedTime : null,
            DoneUpTo = done?.Position,
            DoneBefore = Later(done?.Watermark, done is { Position: >= 0 } ? done.EnqueuedTime : null),
            UnknownFor = facts.UnknownFor.TryGetValue(id, out var unknown) ? unknown : null,
            IsHeld = facts.Owners.Value is null ? null : owner is not null,
            Owner = owner is null ? null : workers.GetValueOrDefault(owner.OwnerId, owner.OwnerId),
            OwnerAge = owner is null ? null : Age(owner.LastModified),
        };
        return end is null || facts.States.Value is null || IsUnreadable(id)
            ? status
            : Measure(status, end, isOfThisHub && state is not null);
    }

    private PartitionStatus Measure(PartitionStatus status, PartitionProperties end, bool isKnown)
    {
        // What no worker has begun with, or done anything of, waits from the first event on that is there.
        long first = end.BeginningSequenceNumber;
        long done = isKnown && status.DoneUpTo >= 0 ? status.DoneUpTo.Value : first - 1;
        long behind = Math.Max(0, end.LastEnqueuedSequenceNumber - done);
        long expired = Math.Clamp(first - 1 - done, 0, behind);
        if (behind == 0 || end.IsEmpty)
        {
            return status with
            {
                Waiting = 0,
                LagAtLeast = TimeSpan.Zero,
                LagAtMost = TimeSpan.Zero,
                Expired = expired,
            };
        }

        var least = Age(end.LastEnqueuedTime);
        var most =
            behind == 1 ? least
            : status.DoneBefore is { } before ? Age(before)
            : null;
        return status with
        {
            Waiting = behind - expired,
            LagAtLeast = least,
            LagAtMost = most,
            RetentionLeft = fleet.Retention - most,
            Expired = expired,
        };
    }

    /// <summary>What is wrong with a partition.</summary>
    public IEnumerable<ReportedProblem> FindProblems(PartitionStatus it)
    {
        string where = $"partition {it.PartitionId}";
        if (facts.Hub.Value is { } hub && facts.States.Value?.GetValueOrDefault(it.PartitionId) is { } state)
        {
            if (state.Incarnation != hub.Incarnation.Text && it.End >= 0)
            {
                yield return new(
                    ProblemCatalogue.PositionOfAnotherHub,
                    where,
                    "its state counts in another hub, or in this one before it was made anew",
                    "If the hub was made anew, wait: the worker begins at its start; else look at EventHubs__HubName and State__Container",
                    null
                );
            }
        }

        // The states were read before the hub was asked.
        if (it.DoneUpTo > it.End)
        {
            yield return new(
                ProblemCatalogue.PositionOfAnotherHub,
                where,
                $"its state is at {it.DoneUpTo}, and the partition ends at {it.End}",
                "The hub was failed over to a copy that lacks events, or the state is of another hub: the worker says which, and stops (3116)",
                null
            );
        }

        if (IsUnreadable(it.PartitionId))
        {
            yield return new(
                ProblemCatalogue.PositionUnknown,
                where,
                "its state is there and cannot be read",
                "Restore the blob from a copy, or look with the release that wrote it; what the worker says of it is in its log (3116)",
                null
            );
        }

        if (it.Expired > 0)
        {
            yield return new(
                ProblemCatalogue.RowsExpired,
                where,
                $"the hub dropped {it.Expired:N0} events before they were read",
                "They are lost; make the retention longer than the longest outage",
                null
            );
        }

        if (it is { Waiting: > 0, IsHeld: false })
        {
            yield return new(
                ProblemCatalogue.PartitionUnowned,
                where,
                "no worker holds it, and events wait behind the saved position",
                "Wait half a minute while workers come and go; else start more of them, and read what they log (1103)",
                null
            );
        }

        if (fleet.Retention is { } retention && it.RetentionLeft is { } left && left < retention * LeastRetentionLeft)
        {
            yield return new(
                ProblemCatalogue.RetentionRunningOut,
                where,
                left > TimeSpan.Zero
                    ? $"the oldest event that waits is dropped by the hub in {Elapsed.Text(left)}"
                    : "the oldest events that wait may have been dropped by the hub",
                "Start workers, or make the retention of the hub longer now",
                null
            );
        }

        if (it.LagAtLeast > BehindAfter || it.LagAtMost > fleet.LagThreshold)
        {
            yield return new(
                ProblemCatalogue.PartitionBehind,
                where,
                $"{it.Waiting:N0} events wait behind the saved position, the oldest for {it.LagText}",
                "Look at the worker that reads it, and at storage; if all partitions are late and processors busy, start more workers",
                it.LagAtLeast
            );
        }
    }

    /// <summary>The record of whoever holds the partition still.</summary>
    private PartitionOwnership? Holder(string id) =>
        _owners.GetValueOrDefault(id) is { OwnerId.Length: > 0 } record
        && facts.Owners.Value!.Now - record.LastModified < fleet.OwnershipExpiry
            ? record
            : null;

    private bool IsUnreadable(string id) => facts.States.Value?.TryGetValue(id, out var state) == true && state is null;

    private TimeSpan? Age(DateTimeOffset time) =>
        Now is not { } now ? null
        : now > time ? now - time
        : TimeSpan.Zero;

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;

    // The hub does not tell its time: it is the storage's, and not before the last event.
    private static DateTimeOffset? FindNow(PipelineFacts facts)
    {
        // Without the storage's time the last event would seem to be of this moment, and nothing to be old.
        if (facts.Owners.Value is null)
        {
            return null;
        }

        DateTimeOffset? now = facts.Owners.Value.Now;
        foreach (var end in facts.Hub.Value?.Ends.Values ?? [])
        {
            now = end.LastEnqueuedSequenceNumber >= 0 ? Later(now, end.LastEnqueuedTime) : now;
        }

        return now;
    }
}
