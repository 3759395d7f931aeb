using ModelData.Producer.Buffering;

namespace ModelData.Producer.Encoding;

/// <summary>
/// The types of a collector's columns: declared, or those of the first values. Numbers widen (int to long to double, float to double), a text column takes
/// anything; a column that had only nulls so far has no type yet. Not thread-safe.
/// </summary>
/// <param name="features">The names and declared types.</param>
/// <param name="beforeChange">Called before a column that has a type gets a wider one: rows before and after have different schemas.</param>
internal sealed class ColumnTypes(FeatureNames features, Action<ColumnTypes> beforeChange)
{
    private readonly bool _isDeclared = features.AreTypesDeclared;
    private FeatureType?[] _types = Declared(features);

    // What only Parquet can say of a column of doubles, where all of its values are such: see Exact.
    private ExactTypeKind?[] _exact = new ExactTypeKind?[features.DeclaredTypes.Length];
    private FeatureSchema? _schema;
    private ValueKind _uniform;

    /// <summary>The type of a column; that of most features while it is not known.</summary>
    public FeatureType this[int column] => _types[column] ?? FeatureType.Double;

    /// <summary>The schema at present.</summary>
    public FeatureSchema Schema => _schema ??= features.Schema(_types, _exact);

    /// <summary>Whether all rows of a record of one kind fit; the columns widen if need be.</summary>
    public bool AcceptsUniform(ValueKind kind, int width)
    {
        if (kind == _uniform)
        {
            return true;
        }
        Start(width);
        if (!CanTake(kind, out bool isChange))
        {
            return false;
        }
        if (isChange)
        {
            beforeChange(this);
        }
        for (int i = 0; i < width; i++)
        {
            Widen(i, kind);
        }
        // Only now does every further record of this kind fit as it is.
        _uniform = kind;
        return true;
    }

    /// <summary>Whether the values of a mixed row fit; the columns widen if need be.</summary>
    public bool AcceptsRow(MixedValueReader row, int width)
    {
        Start(width);
        if (!CanTake(row, out bool isChange))
        {
            return false;
        }
        if (isChange)
        {
            beforeChange(this);
        }
        for (int i = 0; i < width; i++)
        {
            Widen(i, row.Read().Kind);
        }
        return true;
    }

    /// <summary>Says of a record of one kind which column does not take it.</summary>
    public string Explain(ValueKind kind)
    {
        int column = 0;
        while (TryUnify(_types[column], kind, out _))
        {
            column++;
        }
        return Explain(column, kind);
    }

    /// <summary>Says of a row which column does not take its value.</summary>
    public string Explain(MixedValueReader row)
    {
        int column = 0;
        ValueKind kind = row.Read().Kind;
        while (TryUnify(_types[column], kind, out _))
        {
            column++;
            kind = row.Read().Kind;
        }
        return Explain(column, kind);
    }

    private string Explain(int column, ValueKind kind) =>
        $"column {features.Name(column)} is of type {_types[column]}, and a value is of type {Natural(kind)}";

    // All columns are looked at before one is changed: half a row must not change the schema.
    private bool CanTake(ValueKind kind, out bool isChange)
    {
        isChange = false;
        foreach (FeatureType? type in _types)
        {
            if (!TryUnify(type, kind, out FeatureType? wider))
            {
                return false;
            }
            isChange |= type is not null && wider != type;
        }
        return true;
    }

    private bool CanTake(MixedValueReader row, out bool isChange)
    {
        isChange = false;
        foreach (FeatureType? type in _types)
        {
            if (!TryUnify(type, row.Read().Kind, out FeatureType? wider))
            {
                return false;
            }
            isChange |= type is not null && wider != type;
        }
        return true;
    }

    private void Start(int width)
    {
        if (_types.Length == 0)
        {
            _types = new FeatureType?[width];
            _exact = new ExactTypeKind?[width];
        }
    }

    private void Widen(int column, ValueKind kind)
    {
        TryUnify(_types[column], kind, out FeatureType? wider);
        ExactTypeKind? exact = wider == FeatureType.Double ? Exact(column, kind) : null;
        if (wider == _types[column] && exact == _exact[column])
        {
            return;
        }
        (_types[column], _exact[column]) = (wider, exact);
        _schema = null;
        _uniform = ValueKind.Mixed;
    }

    // Whole numbers and decimals in one column are decimals; one double among them, and it is a column of doubles. Where types are declared, these hold.
    private ExactTypeKind? Exact(int column, ValueKind value) =>
        _isDeclared ? null
        : value == ValueKind.Null ? _exact[column]
        : (_types[column], _exact[column], value) switch
        {
            (null, _, ValueKind.UInt64) or (_, ExactTypeKind.UInt64, ValueKind.UInt64) => ExactTypeKind.UInt64,
            (null, _, ValueKind.Decimal) => ExactTypeKind.Decimal,
            (FeatureType.Int32 or FeatureType.Int64, _, ValueKind.UInt64 or ValueKind.Decimal) => ExactTypeKind.Decimal,
            (_, not null, ValueKind.Int32 or ValueKind.Int64 or ValueKind.UInt64 or ValueKind.Decimal) =>
                ExactTypeKind.Decimal,
            _ => null,
        };

    private bool TryUnify(FeatureType? column, ValueKind value, out FeatureType? result)
    {
        result = column;
        if (value == ValueKind.Null || column == FeatureType.String)
        {
            return true;
        }
        FeatureType natural = Natural(value);
        if (column is null || column == natural)
        {
            result = natural;
            return true;
        }
        FeatureType? wider = Wider(column.Value, natural);
        // A declared column takes what it can hold already, and stays as it is.
        result = wider;
        return wider is not null && (!features.AreTypesDeclared || wider == column);
    }

    private static FeatureType?[] Declared(FeatureNames features)
    {
        FeatureType?[] types = new FeatureType?[features.DeclaredTypes.Length];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = features.DeclaredTypes[i];
        }
        return types;
    }

    private static FeatureType Natural(ValueKind value) =>
        value switch
        {
            ValueKind.Boolean => FeatureType.Boolean,
            ValueKind.Int32 => FeatureType.Int32,
            ValueKind.Int64 => FeatureType.Int64,
            ValueKind.Float => FeatureType.Float,
            // All digits of a decimal are written; readers take the column for doubles.
            ValueKind.Double or ValueKind.Decimal or ValueKind.UInt64 => FeatureType.Double,
            ValueKind.Timestamp => FeatureType.Timestamp,
            _ => FeatureType.String,
        };

    private static FeatureType? Wider(FeatureType a, FeatureType b) =>
        (IsInteger(a), IsInteger(b)) switch
        {
            (true, true) => FeatureType.Int64,
            _ when IsNumber(a) && IsNumber(b) => FeatureType.Double,
            _ => null,
        };

    private static bool IsInteger(FeatureType type) => type is FeatureType.Int32 or FeatureType.Int64;

    private static bool IsNumber(FeatureType type) =>
        IsInteger(type) || type is FeatureType.Float or FeatureType.Double;
}
