namespace ModelData.Ingestion.Diagnostics;

/// <summary>
/// All that can go wrong and asks for somebody. Logs, readiness, status and <c>docs/troubleshooting.md</c> say the same of it; what happened, and the mend, say
/// those who find it, since both name what is there.
/// </summary>
public static class ProblemCatalogue
{
    /// <summary>The hub does not answer.</summary>
    public static KnownProblem HubUnreachable { get; } = new("hub-unreachable", ProblemSeverity.Broken);

    /// <summary>The hub takes neither the key nor the role.</summary>
    public static KnownProblem HubRefuses { get; } = new("hub-refuses", ProblemSeverity.Broken);

    /// <summary>There is no such hub, or no such consumer group.</summary>
    public static KnownProblem HubMissing { get; } = new("hub-missing", ProblemSeverity.Broken);

    /// <summary>The hub answers that it has too much to do, or has no place for more connections.</summary>
    public static KnownProblem HubBusy { get; } = new("hub-busy", ProblemSeverity.Behind);

    /// <summary>Storage does not answer.</summary>
    public static KnownProblem StorageUnreachable { get; } = new("storage-unreachable", ProblemSeverity.Broken);

    /// <summary>Storage takes neither the key nor the role, or not the network.</summary>
    public static KnownProblem StorageRefuses { get; } = new("storage-refuses", ProblemSeverity.Broken);

    /// <summary>A container of the worker does not exist.</summary>
    public static KnownProblem ContainerMissing { get; } = new("container-missing", ProblemSeverity.Broken);

    /// <summary>Storage answers that it has too much to do, or fails inside.</summary>
    public static KnownProblem StorageBusy { get; } = new("storage-busy", ProblemSeverity.Behind);

    /// <summary>The identity gives no token, so that neither hub nor storage can be asked.</summary>
    public static KnownProblem IdentityFails { get; } = new("identity-fails", ProblemSeverity.Broken);

    /// <summary>The wall clock of a machine differs from that of the storage.</summary>
    public static KnownProblem ClockOff { get; } = new("clock-off", ProblemSeverity.Attention);

    /// <summary>No worker is alive.</summary>
    public static KnownProblem WorkerNone { get; } = new("worker-none", ProblemSeverity.Broken);

    /// <summary>A worker owns partitions, but neither renews nor reports: it is frozen, or was killed.</summary>
    public static KnownProblem WorkerSilent { get; } = new("worker-silent", ProblemSeverity.Behind);

    /// <summary>A worker is gone without a word, and others go on.</summary>
    public static KnownProblem WorkerGone { get; } = new("worker-gone", ProblemSeverity.Attention);

    /// <summary>What a worker reports of itself cannot be read.</summary>
    public static KnownProblem ReportUnreadable { get; } = new("report-unreadable", ProblemSeverity.Attention);

    /// <summary>No worker has a partition.</summary>
    public static KnownProblem PartitionUnowned { get; } = new("partition-unowned", ProblemSeverity.Behind);

    /// <summary>A worker has a partition, and does not read it.</summary>
    public static KnownProblem PartitionDetached { get; } = new("partition-detached", ProblemSeverity.Behind);

    /// <summary>A partition is not read until somebody mends the cause.</summary>
    public static KnownProblem PartitionHalted { get; } = new("partition-halted", ProblemSeverity.Broken);

    /// <summary>A partition is read, but its rows are in blobs later than they should.</summary>
    public static KnownProblem PartitionBehind { get; } = new("partition-behind", ProblemSeverity.Behind);

    /// <summary>The state of a partition is gone, cannot be read, or is that of another one.</summary>
    public static KnownProblem PositionUnknown { get; } = new("position-unknown", ProblemSeverity.Broken);

    /// <summary>The position of a partition counts in another hub, or another copy of it, than the one that answers.</summary>
    public static KnownProblem PositionOfAnotherHub { get; } = new("position-of-another-hub", ProblemSeverity.Broken);

    /// <summary>The hub will soon delete events that are not read yet.</summary>
    public static KnownProblem RetentionRunningOut { get; } = new("retention-running-out", ProblemSeverity.Broken);

    /// <summary>The hub deleted events before they were read.</summary>
    public static KnownProblem RowsExpired { get; } = new("rows-expired", ProblemSeverity.Broken);

    /// <summary>Events were set aside, since they are not understood or their files are refused.</summary>
    public static KnownProblem DeadLetters { get; } = new("dead-letters", ProblemSeverity.Attention);

    /// <summary>Storage does not let a worker write files: lease, archive, policy.</summary>
    public static KnownProblem FilesRefused { get; } = new("files-refused", ProblemSeverity.Behind);

    /// <summary>Producers say that rows are lost before they reach the hub.</summary>
    public static KnownProblem ProducersLoseRows { get; } = new("producers-lose-rows", ProblemSeverity.Attention);

    /// <summary>Producers have stopped telling how they are.</summary>
    public static KnownProblem ProducersSilent { get; } = new("producers-silent", ProblemSeverity.Attention);

    /// <summary>Nothing was looked at yet, so that nothing is known.</summary>
    public static KnownProblem NotLookedYet { get; } = new("not-looked-yet", ProblemSeverity.Behind);

    /// <summary>The worker met what cannot be, and stopped the partition in place of writing wrong files.</summary>
    public static KnownProblem WorkerMistake { get; } = new("worker-mistake", ProblemSeverity.Broken);

    /// <summary>Each of them.</summary>
    public static IReadOnlyList<KnownProblem> All { get; } =
    [
        HubUnreachable,
        HubRefuses,
        HubMissing,
        HubBusy,
        StorageUnreachable,
        StorageRefuses,
        ContainerMissing,
        StorageBusy,
        IdentityFails,
        ClockOff,
        WorkerNone,
        WorkerSilent,
        WorkerGone,
        ReportUnreadable,
        PartitionUnowned,
        PartitionDetached,
        PartitionHalted,
        PartitionBehind,
        PositionUnknown,
        PositionOfAnotherHub,
        RetentionRunningOut,
        RowsExpired,
        DeadLetters,
        FilesRefused,
        ProducersLoseRows,
        ProducersSilent,
        NotLookedYet,
        WorkerMistake,
    ];
}
