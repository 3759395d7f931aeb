namespace ModelData.Ingestion.Reading.Balancing;

/// <summary>A partition that this worker owns for now. Thread-safe.</summary>
internal sealed class PartitionLease
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Func<string, CancellationToken, Task<bool>> _verify;
    private int _end;

    internal PartitionLease(string partitionId, Func<string, CancellationToken, Task<bool>> verify)
    {
        PartitionId = partitionId;
        _verify = verify;
    }

    /// <summary>The partition.</summary>
    public string PartitionId { get; }

    /// <summary>Cancelled when the work should end.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Why it ended, if it has.</summary>
    public LeaseEnd End => (LeaseEnd)Volatile.Read(ref _end);

    /// <summary>
    /// Asks the store whether the partition is still this worker's. To be asked before a reader that was displaced attaches again: two readers of equal
    /// owner level would otherwise displace each other for ever.
    /// </summary>
    /// <returns><see langword="false"/> when it is not: then the lease has ended as lost.</returns>
    public async Task<bool> VerifyAsync(CancellationToken cancellationToken = default)
    {
        bool isOurs = await _verify(PartitionId, cancellationToken).ConfigureAwait(false);
        if (!isOurs)
        {
            await FinishAsync(LeaseEnd.Lost).ConfigureAwait(false);
        }

        return isOurs;
    }

    /// <summary>Ends the lease as lost: the worker has read elsewhere that another one owns the partition. It is claimed again only when it is due.</summary>
    public Task LoseAsync() => FinishAsync(LeaseEnd.Lost);

    internal async Task FinishAsync(LeaseEnd end)
    {
        // A partition that is lost while its worker stops is lost; nothing makes up for that.
        if (end == LeaseEnd.Lost || Volatile.Read(ref _end) == (int)LeaseEnd.None)
        {
            Volatile.Write(ref _end, (int)end);
        }

        await _ended.CancelAsync().ConfigureAwait(false);
    }
}
