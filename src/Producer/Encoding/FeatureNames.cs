namespace ModelData.Producer.Encoding;

/// <summary>The names, and where declared the types, of a collector's features.</summary>
internal sealed class FeatureNames
{
    /// <summary>The most features of a row.</summary>
    public const int MaxCount = EventLimits.MaxColumns - SystemColumns.Count;

    private string[] _names;
    private Dictionary<string, int>? _indexes;
    private readonly FeatureType[]? _types;
    private readonly ExactType?[] _exact;

    /// <exception cref="ArgumentException">The features cannot be columns.</exception>
    public static FeatureNames Of(CollectorDefinition definition) =>
        new(definition.FeatureNames, definition.FeatureTypes, definition.ExactTypes);

    /// <exception cref="ArgumentException">The names cannot be columns, or there are not as many types as names.</exception>
    public FeatureNames(
        IReadOnlyList<string>? names,
        IReadOnlyList<FeatureType>? types = null,
        IReadOnlyList<ExactType?>? exact = null
    )
    {
        _exact = [.. exact ?? []];
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

    /// <summary>Names features that were given no names. Once at most, and before the first row.</summary>
    /// <exception cref="ArgumentException">The names cannot be columns.</exception>
    public void Learn(string[] names) => _names = new FeatureNames(names)._names;

    /// <summary>Where a feature stands; -1 where there is none of that name.</summary>
    public int IndexOf(string name)
    {
        _indexes ??= _names.Index().ToDictionary(each => each.Item, each => each.Index, StringComparer.Ordinal);
        return _indexes.TryGetValue(name, out int index) ? index : -1;
    }

    /// <summary>The number of names; 0 when none were given.</summary>
    public int Count => _names.Length;

    /// <summary>The declared types, if any: they never widen.</summary>
    public ReadOnlySpan<FeatureType> DeclaredTypes => _types;

    /// <summary>What they cannot say, one for each feature; empty where no feature has any.</summary>
    public ReadOnlySpan<ExactType?> DeclaredExact => _exact;

    public bool AreTypesDeclared => _types is not null;

    /// <summary>The name of a feature.</summary>
    public string Name(int feature) => _names.Length > 0 ? _names[feature] : $"feature_{feature}";

    /// <summary>The schema of rows whose features have these types; null where only nulls came so far.</summary>
    /// <param name="types">The types.</param>
    /// <param name="exact">What the types cannot say. Default: nothing.</param>
    public FeatureSchema Schema(ReadOnlySpan<FeatureType?> types, ReadOnlySpan<ExactTypeKind?> exact = default)
    {
        FeatureColumn[] columns = new FeatureColumn[types.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = new FeatureColumn(Name(i), types[i] ?? FeatureType.Double)
            {
                IsUntyped = types[i] is null,
                Exact =
                    types[i] is null ? null
                    : _exact.Length > 0 ? _exact[i]
                    : !exact.IsEmpty && exact[i] is { } kind ? new ExactType(kind)
                    : null,
            };
        }
        return FeatureSchema.ForFeatures(columns);
    }

    /// <summary>Whether these were made of such names and types.</summary>
    public bool Match(CollectorDefinition definition) =>
        _names.SequenceEqual(definition.FeatureNames ?? [])
        && AreTypesDeclared == definition.FeatureTypes is not null
        && (_types ?? []).SequenceEqual(definition.FeatureTypes ?? [])
        && _exact.SequenceEqual(definition.ExactTypes ?? []);

    /// <summary>The declared type of a feature, for a person.</summary>
    public string Declared(int feature) =>
        _exact.Length > 0 && _exact[feature] is { } exact ? exact.ToString() : $"{_types![feature]}";

    /// <summary>The names, and their types where they are declared, for a person.</summary>
    public override string ToString() =>
        _names.Length == 0
            ? "no names"
            : $"[{string.Join(", ", _names.Select((name, i) => _types is null ? name : $"{name}: {Declared(i)}"))}]";
}
