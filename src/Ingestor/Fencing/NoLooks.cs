namespace ModelData.Ingestor.Fencing;

/// <summary>For sessions that need none, see <see cref="PartitionSession.Unfenced"/>.</summary>
internal sealed class NoLooks : ILooks
{
    public static readonly NoLooks Instance = new();

    public Task<Look> LookAsync(CancellationToken cancellationToken) =>
        throw new InvalidOperationException("An unfenced session is always proven: there is nothing to look for.");
}
