namespace ModelData.Producer.Tests;

/// <summary>The partitions that a hub tells, or fails to tell, as a test wants it.</summary>
internal sealed class FakePartitions
{
    private int _reads;

    public IReadOnlyList<string> Ids { get; set; } = ["0", "1", "2"];

    /// <summary>Decides each read by its number: an exception, or null for an answer.</summary>
    public Func<int, Exception?> Script { get; set; } = static _ => null;

    public int Reads => Volatile.Read(ref _reads);

    public async Task<IReadOnlyList<string>> ReadAsync()
    {
        int read = Interlocked.Increment(ref _reads);
        await Task.Yield();
        return Script(read) is { } failure ? throw failure : Ids;
    }
}
