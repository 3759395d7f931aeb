using System.Globalization;
using System.Text;

namespace ModelData.Crash.Tests.Faults;

/// <summary>How often each fault point was hit. Thread-safe.</summary>
internal sealed class FaultTable
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _hits = new(StringComparer.Ordinal);

    public const string LostAcknowledgement = "loss: acknowledgement of a send";

    public FaultTable(FaultPoints points)
    {
        IEnumerable<string> names =
        [
            .. points.Kills.Select(Killed),
            .. points.Losses.Select(Lost),
            .. points.Freezes.Select(Frozen),
            LostAcknowledgement,
        ];
        foreach (string name in names)
        {
            _hits[name] = 0;
        }
    }

    public IReadOnlyDictionary<string, int> Hits => _hits;

    public static string Killed(FaultPoint point) => $"kill: {point.Name}";

    public static string Lost(FaultPoint point) => $"loss: {point.Name}";

    public static string Frozen(FaultPoint point) => $"frozen and superseded: {point.Step}";

    public void Hit(string name, int count = 1)
    {
        lock (_lock)
        {
            _hits[name] = _hits.GetValueOrDefault(name) + count;
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder($"{"fault point", -40}  hits\n");
        foreach (var (name, hits) in _hits)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name, -40} {hits, 5}\n");
        }

        return text.ToString();
    }
}
