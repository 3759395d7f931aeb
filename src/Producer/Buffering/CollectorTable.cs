namespace ModelData.Producer.Buffering;

/// <summary>The collectors of a pipeline by their ids, which stand in the ring's records. Only grows; thread-safe.</summary>
internal sealed class CollectorTable
{
    private readonly Lock _gate = new();
    private volatile CollectorState[] _collectors = [];

    public ReadOnlySpan<CollectorState> All => _collectors;

    public CollectorState Get(int id) => _collectors[id];

    public CollectorState Add(Func<int, CollectorState> create)
    {
        lock (_gate)
        {
            CollectorState collector = create(_collectors.Length);
            _collectors = [.. _collectors, collector];
            return collector;
        }
    }
}
