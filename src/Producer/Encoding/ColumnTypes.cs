using System.Diagnostics.CodeAnalysis;
using ModelData.Producer.Buffering;

namespace ModelData.Producer.Encoding;

/// <summary>
/// The types of a collector's columns: declared, or those of the values so far. Numbers widen (int to long to double, float to double) as long as no digit is
/// lost, a text column takes anything; a column that had only nulls so far has no type yet. Not thread-safe.
/// </summary>
/// <param name="plan">The names and declared types, and what else makes the schema.</param>
/// <param name="beforeChange">Called before a column that has a type gets another one: rows before and after have different schemas.</param>
internal sealed class ColumnTypes(RowPlan plan, Action<ColumnTypes> beforeChange)
{
    private readonly bool _isDeclared = plan.Features.AreTypesDeclared;
    private FeatureType?[] _types = Declared(plan.Features);

    // What only Parquet can say of a column of doubles, where all of its values are such: see Exact.
    private ExactTypeKind?[] _exact = new ExactTypeKind?[plan.Features.DeclaredTypes.Length];
    private FeatureSchema? _schema;
    private ValueKind _uniform;
    private int _headerBytes;

    /// <summary>The type of a column; that of most features while it is not known.</summary>
    public FeatureType this[int column] => _types[column] ?? FeatureType.Double;

    /// <summary>The schema at present.</summary>
    /// <exception cref="ArgumentException">There is none: the names do not stand beside the added columns.</exception>
    public FeatureSchema Schema => _schema ??= plan.Schema(_types, _exact);

    /// <summary>The same without exceptions.</summary>
    public bool TrySchema([NotNullWhen(true)] out FeatureSchema? schema, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        schema = _schema;
        if (schema is null && plan.Features.TrySchema(_types, _exact, plan.Added, out schema, out problem))
        {
            _schema = schema;
        }
        return schema is not null;
    }

    /// <summary>The length of the header line, whatever the types are.</summary>
    public int HeaderBytes =>
        _headerBytes > 0 ? _headerBytes : _headerBytes = plan.Schema(new FeatureType?[_types.Length]).HeaderLine.Length;

    /// <summary>How its rows go out.</summary>
    public RowPlan Plan => plan;

    /// <summary>Where a column that was declared to be of doubles has taken a number with more digits than a double has: what to say of it.</summary>
    public string? Rounding { get; private set; }

    /// <summary>Types that take every row.</summary>
    public static ColumnTypes OfTexts(RowPlan plan, int width, Action<ColumnTypes> beforeChange)
    {
        ColumnTypes texts = new(plan, beforeChange);
        texts.Start(width);
        Array.Fill(texts._types, FeatureType.String);
        return texts;
    }

    /// <summary>Whether all rows of a record of one kind fit whatever their values are; the columns widen if need be.</summary>
    public bool AcceptsUniform(ValueKind kind, int width)
    {
        if (kind == _uniform)
        {
            return true;
        }
        Start(width);
        bool isChange = false;
        for (int i = 0; i < width; i++)
        {
            Unified column = Unify(i, kind);
            if (!column.IsLegal || DeclaredExact(i) is not null || (kind == ValueKind.Int64 && column.IsDouble))
            {
                return false;
            }
            isChange |= column.IsChange;
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

    /// <summary>Whether rows of a record of one kind may fit by their values.</summary>
    public bool MayAccept(ValueKind kind)
    {
        for (int i = 0; i < _types.Length; i++)
        {
            if (!Unify(i, kind).IsLegal)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether the values of a mixed row fit; the columns widen if need be.</summary>
    public bool AcceptsRow(MixedValueReader row, int width)
    {
        Start(width);
        MixedValueReader values = row;
        bool isChange = false;
        // All columns are looked at before one is changed: half a row must not change the schema.
        for (int i = 0; i < width; i++)
        {
            if (!Takes(i, values.Read(), ref isChange))
            {
                return false;
            }
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

    /// <summary>Says of a row which column does not take its value.</summary>
    public string Explain(MixedValueReader row)
    {
        bool isChange = false;
        int column = 0;
        MixedValue value = row.Read();
        while (Takes(column, value, ref isChange))
        {
            column++;
            value = row.Read();
        }
        FeatureType type = _types[column]!.Value;
        string why =
            !IsNumber(type) || !IsNumber(Natural(value.Kind)) ? ""
            : _isDeclared ? " that it does not hold"
            : " with more digits than a double has";
        string name = _isDeclared ? plan.Features.Declared(column) : $"{type}";
        return $"column {plan.Features.Name(column)} is of type {name}, and a value is of type {value.Kind}{why}";
    }

    private bool Takes(int column, MixedValue value, ref bool isChange)
    {
        if (DeclaredExact(column) is { } exact)
        {
            return ExactFit.Holds(exact, value);
        }
        Unified unified = Unify(column, value.Kind);
        if (!unified.IsLegal)
        {
            return _isDeclared && NarrowNumber.Fits(value, _types[column]!.Value);
        }
        isChange |= unified.IsChange;
        if (!unified.IsDouble || DoubleDigits.Hold(value))
        {
            return true;
        }
        if (_isDeclared)
        {
            Rounding ??=
                $"column {plan.Features.Name(column)} is declared as {FeatureType.Double}, and a value of type {value.Kind} has more digits";
        }
        return _isDeclared;
    }

    private ExactType? DeclaredExact(int column) =>
        plan.Features.DeclaredExact.IsEmpty ? null : plan.Features.DeclaredExact[column];

    private void Start(int width)
    {
        if (_types.Length == 0)
        {
            _types = new FeatureType?[width];
            _exact = new ExactTypeKind?[width];
            for (int i = 0; i < width; i++)
            {
                _types[i] = plan.Features.IsRedacted(i) ? FeatureType.String : null;
            }
        }
    }

    private void Widen(int column, ValueKind kind)
    {
        Unified unified = Unify(column, kind);
        if (_isDeclared || (unified.Type == _types[column] && unified.Exact == _exact[column]))
        {
            return;
        }
        (_types[column], _exact[column]) = (unified.Type, unified.Exact);
        _schema = null;
        _uniform = ValueKind.Mixed;
    }

    /// <summary>What a column becomes with a value of some kind.</summary>
    private Unified Unify(int column, ValueKind value)
    {
        FeatureType? type = _types[column];
        if (!TryUnify(type, value, out FeatureType? wider))
        {
            return default;
        }
        ExactTypeKind? exact = wider == FeatureType.Double ? Exact(column, value) : null;
        bool isChange = type is not null && (wider != type || (exact is null && _exact[column] is not null));
        return new Unified(true, wider, exact, isChange);
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
        return wider is not null && (!_isDeclared || wider == column);
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

    /// <summary>A column together with a value.</summary>
    /// <param name="IsLegal">Whether there is such a column.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="Exact">What the type cannot say.</param>
    /// <param name="IsChange">Whether rows of before have another schema.</param>
    private readonly record struct Unified(bool IsLegal, FeatureType? Type, ExactTypeKind? Exact, bool IsChange)
    {
        /// <summary>Whether readers have nothing but a double of each value.</summary>
        public bool IsDouble => Type == FeatureType.Double && Exact is null;
    }
}
