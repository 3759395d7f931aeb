using System.Text.Json;

namespace ModelData;

/// <summary>The columns of JSON rows: the system columns, then the features in the order in which they first appear.</summary>
internal sealed class JsonColumns
{
    /// <summary>As long as an escaped name can be; what is longer is not worth a string.</summary>
    private const int MaxRawNameBytes = 6 * EventLimits.MaxColumnNameBytes;

    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly List<int> _listed = [];
    private int[] _seenIn = new int[64];

    /// <summary>Where the search for the next name begins: objects mostly name their values in one order.</summary>
    private int _next;

    public IReadOnlyList<string> Names => _names;

    /// <summary>The columns of the last object or list, in its own order.</summary>
    public IReadOnlyList<int> Listed => _listed;

    /// <summary>The objects that were started since the reset.</summary>
    public int Objects { get; private set; }

    public void Reset()
    {
        _indexes.Clear();
        _names.Clear();
        _seenIn.AsSpan().Clear();
        Objects = 0;
        foreach (FeatureColumn column in SystemColumns.All)
        {
            Append(column.Name);
        }
    }

    public void StartObject()
    {
        Objects++;
        _listed.Clear();
        _next = 0;
    }

    /// <summary>Finds or adds the name that the reader stands on.</summary>
    /// <returns>The column; negative when the object had it before, when it is too long, or when there are too many.</returns>
    public int Add(ref Utf8JsonReader reader)
    {
        int column = _next;
        if (column >= _names.Count || !reader.ValueTextEquals(_names[column]))
        {
            if (reader.ValueSpan.Length > MaxRawNameBytes)
            {
                return -1;
            }
            string name = reader.GetString()!;
            if (!_indexes.TryGetValue(name, out column))
            {
                if (_names.Count >= EventLimits.MaxColumns)
                {
                    return -1;
                }
                column = Append(name);
            }
        }
        if (_seenIn[column] == Objects)
        {
            return -1;
        }
        _seenIn[column] = Objects;
        _next = column + 1;
        _listed.Add(column);
        return column;
    }

    private int Append(string name)
    {
        int column = _names.Count;
        _names.Add(name);
        _indexes.Add(name, column);
        if (column >= _seenIn.Length)
        {
            Array.Resize(ref _seenIn, 2 * _seenIn.Length);
        }
        return column;
    }
}
