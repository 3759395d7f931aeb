namespace ModelData.Producer.Encoding;

/// <summary>Which columns of a collector's rows are redacted, and how. Immutable; equal when columns, methods and key id are.</summary>
internal sealed class RedactedColumns : IEquatable<RedactedColumns>
{
    // Of features as they are given, up to the last one that is redacted; of those of them that are not dropped.
    private readonly RedactionMethod?[] _given;
    private readonly RedactionMethod?[] _kept;

    private RedactedColumns(RedactionMethod?[] given, RedactionMethod? correlationId, string? keyId)
    {
        _given = given;
        _kept = Array.FindAll(given, static method => method != RedactionMethod.Drop);
        CorrelationId = correlationId;
        IsHashed = correlationId == RedactionMethod.Hash || Array.IndexOf(given, RedactionMethod.Hash) >= 0;
        KeyId = IsHashed ? keyId : null;
    }

    /// <summary>What becomes of <c>$CorrelationId</c>; null where it is as it is.</summary>
    public RedactionMethod? CorrelationId { get; }

    /// <summary>Whether a column is hashed, and so needs a key.</summary>
    public bool IsHashed { get; }

    /// <summary>The id of the key that columns are hashed with; null when none is.</summary>
    public string? KeyId { get; }

    /// <summary>The least number of features that a row has which has all that are redacted.</summary>
    public int LeastWidth => _given.Length;

    /// <summary>What becomes of a feature, in the order in which they are given; null where it is as it is.</summary>
    public RedactionMethod? this[int feature] => feature < _given.Length ? _given[feature] : null;

    /// <summary>Finds the columns among a collector's.</summary>
    /// <param name="redaction">The columns' names, each once.</param>
    /// <param name="features">The features as they are given.</param>
    /// <param name="keyId">The id of the key, if there is one.</param>
    /// <param name="missing">The names that no column has.</param>
    /// <returns>Null when no column is redacted.</returns>
    public static RedactedColumns? From(
        IEnumerable<ColumnRedaction> redaction,
        FeatureNames features,
        string? keyId,
        out List<string> missing
    )
    {
        missing = [];
        RedactionMethod? correlationId = null;
        SortedDictionary<int, RedactionMethod> methods = [];
        foreach (ColumnRedaction it in redaction)
        {
            if (features.Find(it.Column) is { } feature)
            {
                methods[feature] = it.Method;
            }
            // Shells cannot name a variable with a dollar sign.
            else if (it.Column is SystemColumns.CorrelationId || $"${it.Column}" == SystemColumns.CorrelationId)
            {
                correlationId = correlationId is { } other && other > it.Method ? other : it.Method;
            }
            else
            {
                missing.Add(it.Column);
            }
        }
        RedactionMethod?[] given = new RedactionMethod?[methods.Count == 0 ? 0 : methods.Last().Key + 1];
        foreach ((int feature, RedactionMethod method) in methods)
        {
            given[feature] = method;
        }
        return methods.Count == 0 && correlationId is null ? null : new RedactedColumns(given, correlationId, keyId);
    }

    /// <summary>What becomes of a feature, in the order in which the ring has those that are not dropped.</summary>
    public RedactionMethod? Kept(int feature) => feature < _kept.Length ? _kept[feature] : null;

    /// <summary>The features that the ring has of a row.</summary>
    /// <param name="width">Those that were given.</param>
    public int WidthOf(int width)
    {
        int kept = width;
        for (int i = 0; i < Math.Min(width, _given.Length); i++)
        {
            kept -= _given[i] == RedactionMethod.Drop ? 1 : 0;
        }
        return kept;
    }

    /// <summary>The features that are redacted, and that rows of a width do not have.</summary>
    public IEnumerable<int> Behind(int width) =>
        Enumerable.Range(width, _given.Length - width).Where(feature => _given[feature] is not null);

    /// <summary>Which feature as given one is that the ring has.</summary>
    public int GivenOf(int kept)
    {
        int feature = 0;
        while (this[feature] == RedactionMethod.Drop || kept-- > 0)
        {
            feature++;
        }
        return feature;
    }

    /// <inheritdoc/>
    public bool Equals(RedactedColumns? other) =>
        other is not null
        && (CorrelationId, KeyId) == (other.CorrelationId, other.KeyId)
        && _given.AsSpan().SequenceEqual(other._given);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RedactedColumns);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(CorrelationId, KeyId, _given.Length);
}
