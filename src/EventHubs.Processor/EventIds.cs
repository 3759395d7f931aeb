namespace ModelData.EventHubs.Processor;

/// <summary>Ids of the log events of this project: 1100 to 1199. A retired id is never used again.</summary>
internal static class EventIds
{
    public const int PartitionClaimed = 1100;
    public const int PartitionLost = 1101;
    public const int PartitionNotReleased = 1102;
    public const int LookFailed = 1103;
}
