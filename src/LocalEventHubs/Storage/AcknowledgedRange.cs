namespace ModelData.LocalEventHubs.Storage;

/// <summary>What must be there of a partition.</summary>
/// <param name="First">The sequence number that its oldest segment begins at.</param>
/// <param name="Next">The sequence number behind the last event that was acknowledged.</param>
internal readonly record struct AcknowledgedRange(long First, long Next);
