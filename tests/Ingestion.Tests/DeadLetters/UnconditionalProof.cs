using ModelData.Ingestion.Reading.Fencing;

namespace ModelData.Ingestion.Tests.DeadLetters;

/// <summary>Everything that was received counts.</summary>
internal sealed class UnconditionalProof : IProof
{
    public static UnconditionalProof Instance { get; } = new();

    public ValueTask<bool> ProveAsync(long sequenceNumber, CancellationToken cancellationToken) => new(true);
}
