using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ModelData;

/// <summary>The columns of JSON rows: the system columns, then the features in the order in which they first appear.</summary>
internal sealed class JsonColumns
{
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
                // All of them are there: this one only looks like one.
                foreach (FeatureColumn system in SystemColumns.All)
                {
                    if (name.Equals(system.Name, StringComparison.OrdinalIgnoreCase))
                    {
                        Fault =
                            $"the name {Shown.Text(name)} is that of the system column {system.Name} in another case";
                        return -1;
                    }
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
        ReadOnlySpan<byte> name = reader.ValueSpan;
        bool hasLoneSurrogate = false;
        if (reader.ValueIsEscaped)
        {
            byte[] plain = new byte[name.Length];
            name = plain.AsSpan(0, JsonText.Unescape(name, plain, out hasLoneSurrogate));
        }
        string? fault =
            name.Length > EventLimits.MaxColumnNameBytes
                ? $"has {name.Length} bytes of UTF-8; at most {EventLimits.MaxColumnNameBytes} are legal"
            : hasLoneSurrogate ? "holds half of a surrogate pair"
            : Utf8.IsValid(name) ? null
            : "is not UTF-8";
        Fault = fault is null ? "" : $"the name {Shown.Text(name)} {fault}";
        return fault is null ? Encoding.UTF8.GetString(name) : null;
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
