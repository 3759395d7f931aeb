using System.Globalization;

namespace ModelData.Producer.Encoding;

/// <summary>The names, and where declared the types, of a collector's features.</summary>
internal sealed class FeatureNames
{
    /// <summary>The most features of a row.</summary>
    public const int MaxCount = EventLimits.MaxColumns - SystemColumns.Count;

    private const string MadeName = "feature_";

    private readonly string[] _names;
    private readonly FeatureType[]? _types;

    /// <exception cref="ArgumentException">The names cannot be columns, or there are not as many types as names.</exception>
    public FeatureNames(IReadOnlyList<string>? names, IReadOnlyList<FeatureType>? types = null)
    {
        _names = names is null ? [] : [.. names];
        _types = types is null ? null : [.. types];
        if (names is { Count: 0 })
        {
            throw new ArgumentException(
                "Feature names must not be an empty list; leave them out to have them made.",
                nameof(names)
            );
        }
        if (_types is not null && _types.Length != _names.Length)
        {
            throw new ArgumentException(
                $"There are {_names.Length} feature names but {_types.Length} types.",
                nameof(types)
            );
        }
        if (_names.Length > 0)
        {
            // Says what is wrong with a name now, rather than at the first row.
            _ = Schema(
                _types is null ? new FeatureType?[_names.Length] : Array.ConvertAll(_types, type => (FeatureType?)type)
            );
        }
    }

    /// <summary>The number of names; 0 when none were given.</summary>
    public int Count => _names.Length;

    /// <summary>The declared types, if any: they never widen.</summary>
    public ReadOnlySpan<FeatureType> DeclaredTypes => _types;

    public bool AreTypesDeclared => _types is not null;

    /// <summary>The name of a feature.</summary>
    public string Name(int feature) => _names.Length > 0 ? _names[feature] : $"{MadeName}{feature}";

    /// <summary>Which feature has a name; -1 for none. Without names any number may come.</summary>
    public int IndexOf(string name) =>
        _names.Length > 0 ? Array.IndexOf(_names, name)
        : name.StartsWith(MadeName, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(MadeName.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int feature)
        && name == Name(feature)
            ? feature
        : -1;

    /// <summary>The schema of rows whose features have these types; null where only nulls came so far.</summary>
    /// <param name="types">The types.</param>
    /// <param name="exact">What the types cannot say. Default: nothing.</param>
    public FeatureSchema Schema(ReadOnlySpan<FeatureType?> types, ReadOnlySpan<ExactTypeKind?> exact = default) =>
        FeatureSchema.ForFeatures(Columns(types, exact));

    /// <summary>The columns of rows whose features have these types; null where only nulls came so far.</summary>
    /// <param name="types">The types.</param>
    /// <param name="exact">What the types cannot say. Default: nothing.</param>
    public FeatureColumn[] Columns(ReadOnlySpan<FeatureType?> types, ReadOnlySpan<ExactTypeKind?> exact = default)
    {
        FeatureColumn[] columns = new FeatureColumn[types.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = new FeatureColumn(Name(i), types[i] ?? FeatureType.Double)
            {
                IsUntyped = types[i] is null,
                Exact = !exact.IsEmpty && exact[i] is { } kind ? new ExactType(kind) : null,
            };
        }
        return columns;
    }

    /// <summary>Whether these were made of such names and types.</summary>
    public bool Match(IReadOnlyList<string>? names, IReadOnlyList<FeatureType>? types) =>
        _names.SequenceEqual(names ?? [])
        && AreTypesDeclared == types is not null
        && (_types ?? []).SequenceEqual(types ?? []);

    /// <summary>The names, and their types where they are declared, for a person.</summary>
    public override string ToString() =>
        _names.Length == 0
            ? "no names"
            : $"[{string.Join(", ", _names.Select((name, i) => _types is null ? name : $"{name}: {_types[i]}"))}]";
}
