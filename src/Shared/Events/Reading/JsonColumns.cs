using System.Text;
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

    /// <summary>What is wrong with the name that <see cref="Add"/> did not take, for a person.</summary>
    public string Fault { get; private set; } = "";

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
    /// <returns>The column; negative when there is a <see cref="Fault"/>.</returns>
    public int Add(ref Utf8JsonReader reader)
    {
        int column = _next;
        if (column >= _names.Count || reader.ValueIsEscaped || !reader.ValueTextEquals(_names[column]))
        {
            if (ReadName(ref reader) is not { } name)
            {
                return -1;
            }
            if (!_indexes.TryGetValue(name, out column))
            {
                if (_names.Count >= EventLimits.MaxColumns)
                {
                    Fault =
                        $"there are more than {EventLimits.MaxColumns} names, system columns included; the first too many is {Shown.Text(name)}";
                    return -1;
                }
                column = Append(name);
            }
        }
        if (_seenIn[column] == Objects)
        {
            Fault = $"the name {Shown.Text(_names[column])} stands twice";
            return -1;
        }
        _seenIn[column] = Objects;
        _next = column + 1;
        _listed.Add(column);
        return column;
    }

    private string? ReadName(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> raw = reader.ValueSpan;
        if (raw.Length > MaxRawNameBytes)
        {
            Fault =
                $"a name of {raw.Length} bytes is longer than {EventLimits.MaxColumnNameBytes}; it begins with {Shown.Text(raw)}";
            return null;
        }
        if (!reader.ValueIsEscaped)
        {
            return reader.GetString();
        }
        Span<byte> name = stackalloc byte[MaxRawNameBytes];
        int length = JsonText.Unescape(raw, name, out bool hasLoneSurrogate);
        if (hasLoneSurrogate)
        {
            Fault = $"the name {Shown.Text(name[..length])} holds half of a surrogate pair";
            return null;
        }
        return Encoding.UTF8.GetString(name[..length]);
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
