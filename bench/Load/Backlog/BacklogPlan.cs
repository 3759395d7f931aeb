namespace ModelData.Bench.Load.Backlog;

/// <summary>What is put into the hub before a drain.</summary>
/// <param name="Features">Numbers per row.</param>
/// <param name="Partitions">Partitions of the hub.</param>
/// <param name="AddressesPerPartition">Data files per partition.</param>
/// <param name="Bytes">Bytes of events, as they are on the wire.</param>
internal sealed record BacklogPlan(int Features, int Partitions, int AddressesPerPartition, long Bytes)
{
    public const string HubName = "modeldata";

    /// <summary>CSV bytes of a batch before compression: the producer's default.</summary>
    public const int BatchBytes = 256 * 1024;
}
