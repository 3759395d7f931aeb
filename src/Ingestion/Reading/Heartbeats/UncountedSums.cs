namespace ModelData.Ingestion.Reading.Heartbeats;

/// <summary>Producers of one web service for which there is no room one by one: what they say is added up. Not thread-safe.</summary>
internal sealed class UncountedSums
{
    private LossWindow _beats;
    private LossWindow _lost;

    /// <summary>When the hub took the last of their heartbeats.</summary>
    public DateTimeOffset LastAt { get; private set; }

    public void Note(Heartbeat beat, DateTimeOffset at)
    {
        LastAt = at > LastAt ? at : LastAt;
        _beats.Add(1, at);
        _lost.Add(beat.Recent.Lost, at);
    }

    public UncountedHeartbeats ToReport(ServiceKey key) =>
        new(key.Workspace, key.Service, _beats.At(LastAt), _lost.At(LastAt), LastAt);
}
