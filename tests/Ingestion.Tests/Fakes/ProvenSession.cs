using ModelData.Ingestion.Model;
using ModelData.Ingestion.Replaying;

namespace ModelData.Ingestion.Tests.Fakes;

/// <summary>Sessions of which everything is proven, and stays so: for tests of what has nothing to do with looks.</summary>
internal static class ProvenSession
{
    public static PartitionSession Create(string partitionId, HubIncarnation incarnation)
    {
        var session = new PartitionSession(
            partitionId,
            incarnation,
            position: -1,
            // A day ago: such a session may leave a file that is refused at once.
            claimedAt: TimeProvider.System.GetTimestamp() - (24 * 60 * 60 * TimeProvider.System.TimestampFrequency),
            lookLimit: TimeSpan.MaxValue,
            new FilesLeftInMemory(),
            TimeProvider.System
        );
        session.Take(
            new PartitionSession.Claim(long.MaxValue, long.MaxValue),
            TimeProvider.System.GetTimestamp(),
            isOwner: true,
            incarnation
        );
        return session;
    }
}
