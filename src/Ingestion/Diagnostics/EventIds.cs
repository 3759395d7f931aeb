using ModelData.Ingestion.Model;
using ModelData.Ingestion.Reading.DeadLetters;

namespace ModelData.Ingestion.Diagnostics;

/// <summary>The ids of the worker's log events: 3000 to 3999, and of balancing 1100 to 1199. A retired id is never used again.</summary>
internal static class EventIds
{
    public const int PartitionClaimed = 1100;
    public const int PartitionLost = 1101;
    public const int PartitionNotReleased = 1102;
    public const int BalancingFailed = 1103;

    public const int WorkerStarted = 3000;
    public const int WorkerDraining = 3001;
    public const int WorkerStopped = 3002;
    public const int DrainIncomplete = 3003;
    public const int PartitionFailed = 3004;
    public const int NotReady = 3005;
    public const int PositionsNotSaved = 3006;
    public const int MemoryInForce = 3007;
    public const int DependencyAway = 3010;
    public const int DependencyBack = 3011;
    public const int ClockDiffers = 3012;
    public const int ClockAgrees = 3013;
    public const int ReportFailed = 3014;
    public const int ReportNotDeleted = 3015;
    public const int OfficialClientSaid = 3020;

    public const int PartitionStarted = 3100;
    public const int PartitionStopped = 3101;
    public const int PartitionStolen = 3102;
    public const int PartitionRetry = 3103;
    public const int SequenceGap = 3104;
    public const int HubRecreated = 3106;
    public const int MirrorAhead = 3107;
    public const int MirrorAdopted = 3108;
    public const int SettingsInForce = 3109;
    public const int DuplicateDropped = 3110;
    public const int LagUnknown = 3111;
    public const int OwnerUnknown = 3112;
    public const int ClaimedMeanwhile = 3113;
    public const int LookFailed = 3114;
    public const int LooksAgain = 3115;
    public const int PartitionHalted = 3116;
    public const int EventsRepeated = 3117;
    public const int SessionLost = 3118;
    public const int EventBroken = 3119;
    public const int PartitionReads = 3120;
    public const int HeartbeatUnreadable = 3121;
    public const int HeartbeatsNotWritten = 3122;

    public const int CommitFailed = 3200;
    public const int FileFull = 3201;
    public const int VersioningOn = 3202;
    public const int LengthDiffers = 3203;
    public const int FlushFailed = 3204;
    public const int FileUnreadable = 3205;
    public const int RowGroupsNotMerged = 3206;
    public const int CommittedRowsGone = 3207;
    public const int FileForeign = 3220;
    public const int StorageAway = 3222;
    public const int StorageStillAway = 3223;
    public const int StorageBack = 3224;
    public const int FileLeft = 3208;
    public const int CommitBroken = 3209;

    public const int StateConflict = 3300;
    public const int StateSaveFailed = 3301;
    public const int SwitchUnknown = 3303;
    public const int MirrorFailed = 3304;

    public const int DeadLettered = 3400;
    public const int DeadLetterFailed = 3401;
    public const int DeadLettersGoOn = 3402;
    public const int DeadLettersEnded = 3403;
    public const int DeadLettersWritten = 3404;
    public const int PackChanged = 3405;
    public const int DeadLetterBroken = 3406;

    public const int ManifestWritten = 3500;
    public const int CompletionFailed = 3501;
    public const int ForeignFile = 3502;
    public const int SchemasUnreadable = 3503;
    public const int SchemasFailed = 3504;
    public const int ManifestUnreadable = 3505;
    public const int OpenFoldersFailed = 3506;
    public const int MetadataUnreadable = 3510;
}
