using System.Globalization;
using System.Text;

namespace ModelData.Crash.Tests.Faults;

/// <summary>How often each fault point was hit. Thread-safe.</summary>
internal sealed class FaultTable
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _hits = new(StringComparer.Ordinal);

    public FaultTable()
    {
        foreach (var point in FaultPoint.Kills)
        {
            _hits[$"kill: {point.Name}"] = 0;
        }

        foreach (var point in FaultPoint.Losses)
        {
            _hits[$"loss: {point.Name}"] = 0;
        }

        _hits[FrozenAtStage] = 0;
        _hits[FrozenAtCommit] = 0;
        _hits[LostAcknowledgement] = 0;
    }

    public const string FrozenAtStage = "frozen and superseded: stage";
    public const string FrozenAtCommit = "frozen and superseded: commit";
    public const string LostAcknowledgement = "loss: acknowledgement of a send";

    public IReadOnlyDictionary<string, int> Hits => _hits;

    public void Hit(string name, int count = 1)
    {
        lock (_lock)
        {
            _hits[name] = _hits.GetValueOrDefault(name) + count;
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder("fault point                           hits\n");
        foreach (var (name, hits) in _hits)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name, -36} {hits, 5}\n");
        }

        return text.ToString();
    }
}
