using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ModelData.SettingTexts;

namespace ModelData.Producer.Encoding;

/// <summary>The names, and where declared the types, of a collector's features. Immutable; equal when both are.</summary>
internal sealed class FeatureNames : IEquatable<FeatureNames>
{
    /// <summary>The most features of a row.</summary>
    public const int MaxCount = EventLimits.MaxColumns - SystemColumns.Count;

    private const string Unnamed = "feature_";

    private string[] _names;
    private Dictionary<string, int>? _indexes;
    private readonly FeatureType[]? _types;
    private readonly ExactType?[] _exact;
    private readonly RedactedColumns? _redacted;

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

    /// <summary>What the ring holds of rows of such features.</summary>
    private FeatureNames(FeatureNames given, RedactedColumns redacted)
    {
        _redacted = redacted;
        _exact =
        [
            .. given
                ._exact.Select((exact, i) => redacted[i] is null ? exact : null)
                .Where((_, i) => redacted[i] != RedactionMethod.Drop),
        ];
        _names = [.. given._names.Where((_, i) => redacted[i] != RedactionMethod.Drop)];
        if (given._types is { } types)
        {
            _types =
            [
                .. types
                    .Select((type, i) => redacted[i] is null ? type : FeatureType.String)
                    .Where((_, i) => redacted[i] != RedactionMethod.Drop),
            ];
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
    public string Name(int feature) =>
        _names.Length > 0 ? _names[feature] : $"{Unnamed}{_redacted?.GivenOf(feature) ?? feature}";

    /// <summary>The feature of a name; null when there is none.</summary>
    public int? Find(string name)
    {
        if (_names.Length > 0)
        {
            return IndexOf(name) is >= 0 and int index ? index : null;
        }
        return
            name.StartsWith(Unnamed, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(Unnamed.Length), CultureInfo.InvariantCulture, out int feature)
            && feature is >= 0 and < MaxCount
            && name == Name(feature)
            ? feature
            : null;
    }

    /// <summary>The name that a misspelled one was meant to be; null when there is none.</summary>
    public string? FindNearest(string name) => Spelling.FindNearest(name, _names);

    /// <summary>The names and types of what the ring holds where columns are redacted: without those that are dropped.</summary>
    public FeatureNames Redacted(RedactedColumns? columns) => columns is null ? this : new(this, columns);

    /// <summary>The schema of rows whose features have these types; null where only nulls came so far.</summary>
    /// <param name="types">The types.</param>
    /// <param name="exact">What the types cannot say. Default: nothing.</param>
    /// <param name="added">The columns beside the features. Default: none.</param>
    /// <exception cref="ArgumentException">There is no such schema.</exception>
    public FeatureSchema Schema(
        ReadOnlySpan<FeatureType?> types,
        ReadOnlySpan<ExactTypeKind?> exact = default,
        AddedColumns? added = null
    ) =>
        TrySchema(types, exact, added ?? AddedColumns.None, out FeatureSchema? schema, out string? problem)
            ? schema
            : throw new ArgumentException(problem);

    /// <summary>The same without exceptions.</summary>
    public bool TrySchema(
        ReadOnlySpan<FeatureType?> types,
        ReadOnlySpan<ExactTypeKind?> exact,
        AddedColumns added,
        [NotNullWhen(true)] out FeatureSchema? schema,
        [NotNullWhen(false)] out string? problem
    )
    {
        FeatureColumn[] columns = [.. SystemColumns.All, .. added.Leading, .. Columns(types, exact), .. added.Trailing];
        // What is dropped is left empty: there is nothing in it to be told from other values.
        if (_redacted?.CorrelationId is { } method and not RedactionMethod.Drop)
        {
            int index = Array.FindIndex(columns, static it => it.Name == SystemColumns.CorrelationId);
            columns[index] = columns[index] with { Redaction = method };
        }
        bool isHashed = Array.Exists(columns, static it => it.Redaction == RedactionMethod.Hash);
        return FeatureSchema.TryCreate(columns, isHashed ? _redacted?.KeyId : null, out schema, out problem);
    }

    private FeatureColumn[] Columns(ReadOnlySpan<FeatureType?> types, ReadOnlySpan<ExactTypeKind?> exact)
    {
        FeatureColumn[] columns = new FeatureColumn[types.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = _redacted?.Kept(i) is { } method
                ? new FeatureColumn(Name(i), FeatureType.String) { Redaction = method }
                : new FeatureColumn(Name(i), types[i] ?? FeatureType.Double)
                {
                    IsUntyped = types[i] is null,
                    Exact =
                        types[i] is null ? null
                        : _exact.Length > 0 ? _exact[i]
                        : !exact.IsEmpty && exact[i] is { } kind ? new ExactType(kind)
                        : null,
                };
        }
        return columns;
    }

    /// <summary>Whether a feature holds texts whatever its values are: it is redacted.</summary>
    public bool IsRedacted(int feature) => _redacted?.Kept(feature) is not null;

    /// <summary>Whether these were made of such names and types.</summary>
    public bool Match(CollectorDefinition definition) =>
        Match(definition.FeatureNames, definition.FeatureTypes, definition.ExactTypes);

    /// <summary>The declared type of a feature, for a person.</summary>
    public string Declared(int feature) =>
        _exact.Length > 0 && _exact[feature] is { } exact ? exact.ToString() : $"{_types![feature]}";

    private bool Match(
        IReadOnlyList<string>? names,
        IReadOnlyList<FeatureType>? types,
        IReadOnlyList<ExactType?>? exact
    ) =>
        _names.SequenceEqual(names ?? [])
        && AreTypesDeclared == types is not null
        && (_types ?? []).SequenceEqual(types ?? [])
        && _exact.SequenceEqual(exact ?? []);

    /// <inheritdoc/>
    public bool Equals(FeatureNames? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Match(other._names, other._types, other._exact) && Equals(_redacted, other._redacted));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FeatureNames);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_names.Length, AreTypesDeclared, _redacted);

    /// <summary>The names, and their types where they are declared, for a person.</summary>
    public override string ToString() =>
        _names.Length == 0
            ? "no names"
            : $"[{string.Join(", ", _names.Select((name, i) => _types is null ? name : $"{name}: {Declared(i)}"))}]";
}
