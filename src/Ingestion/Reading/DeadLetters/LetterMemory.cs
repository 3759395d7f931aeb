using ModelData.Ingestion.Memory;

namespace ModelData.Ingestion.Reading.DeadLetters;

/// <summary>
/// The memory of letters that wait: part of the budget of everything that is buffered, and at most a quarter of it, so that a flood leaves
/// room for rows also while no letter can be written. Thread-safe.
/// </summary>
internal sealed class LetterMemory(MemoryBudget budget)
{
    private const long MostAtOnce = 4 * 1024 * 1024;

    private readonly MemoryBudget _share = new(budget.CapacityBytes / 4);

    /// <summary>Of one partition: as soon as so many wait, they are written.</summary>
    public long BytesToWriteAtOnce { get; } = Math.Min(MostAtOnce, budget.CapacityBytes / 16);

    public long UsedBytes => _share.UsedBytes;

    public async ValueTask ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        await _share.ReserveAsync(bytes, cancellationToken);
        try
        {
            await budget.ReserveAsync(bytes, cancellationToken);
        }
        catch
        {
            _share.Release(bytes);
            throw;
        }
    }

    /// <summary>Makes of what was reserved what is held.</summary>
    public void Correct(long reserved, long held)
    {
        if (held > reserved)
        {
            budget.Charge(held - reserved);
            _share.Charge(held - reserved);
        }
        else
        {
            Release(reserved - held);
        }
    }

    public void Release(long bytes)
    {
        budget.Release(bytes);
        _share.Release(bytes);
    }
}
