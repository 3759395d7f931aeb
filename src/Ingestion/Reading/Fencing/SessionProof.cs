using ModelData.Ingestion.Model;

namespace ModelData.Ingestion.Reading.Fencing;

/// <summary>Proves events of a session by looks. Thread-safe.</summary>
internal sealed class SessionProof(PartitionSession session, ILooks looks) : IProof
{
    public async ValueTask<bool> ProveAsync(long sequenceNumber, CancellationToken cancellationToken)
    {
        while (!session.IsDropped(sequenceNumber))
        {
            if (session.MayCommit(sequenceNumber))
            {
                return true;
            }

            await looks.LookAsync(cancellationToken);
        }

        return false;
    }
}
