using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ModelData;

/// <summary>
/// The columns of a file in order, system columns included. Immutable and thread-safe; equal when names, types and redaction are equal. A column's name is 1 to
/// 256 bytes of UTF-8 without control characters; names differ (case counts); there are at most <see cref="EventLimits.MaxColumns"/> columns, at
/// least one of them a feature.
/// </summary>
public sealed class FeatureSchema : IEquatable<FeatureSchema>
{
    private const char UnknownType = '?';

    private readonly FeatureColumn[] _columns;
    private readonly FeatureType[] _types;
    private readonly ExactType?[] _exact;
    private FeatureSchema? _withoutExact;

    /// <summary>Creates a schema.</summary>
    /// <param name="columns">All columns, system columns first. Copied.</param>
    /// <exception cref="ArgumentException">The columns break a rule of this class.</exception>
    public FeatureSchema(IReadOnlyList<FeatureColumn> columns)
        : this(columns, redactionKeyId: null) { }

    /// <summary>Creates a schema with columns that are hashed.</summary>
    /// <param name="columns">All columns, system columns first. Copied.</param>
    /// <param name="redactionKeyId">
    /// The id of the key, exactly when a column is hashed; else <see langword="null"/>. See <see cref="RowRedaction.IsKeyId"/>.
    /// </param>
    /// <exception cref="ArgumentException">The columns break a rule of this class, or the key does not fit them.</exception>
    public FeatureSchema(IReadOnlyList<FeatureColumn> columns, string? redactionKeyId)
        : this(Checked(columns, redactionKeyId, out ReadOnlyMemory<byte> headerLine), headerLine, redactionKeyId) { }

    private FeatureSchema(FeatureColumn[] columns, ReadOnlyMemory<byte> headerLine, string? redactionKeyId)
    {
        RedactionKeyId = redactionKeyId;
        _columns = columns;
        _types = Array.ConvertAll(columns, static column => column.Type);
        Columns = Array.AsReadOnly(columns);
        HeaderLine = headerLine;
        HasExact = Array.Exists(columns, static column => column.Exact is not null);
        _exact = HasExact ? Array.ConvertAll(columns, static column => column.Exact) : [];
        Hash = ComputeHash(columns, redactionKeyId, isTyped: false);
        TypedHash = HasExact ? ComputeHash(columns, redactionKeyId, isTyped: true) : Hash;
        ColumnTypes = string.Create(
            columns.Length - SystemColumns.Count,
            columns,
            static (letters, all) =>
            {
                for (int i = 0; i < letters.Length; i++)
                {
                    letters[i] = FeatureTypeCodes.Letter(all[i + SystemColumns.Count].Type);
                }
            }
        );
        ReadOnlySpan<FeatureColumn> features = columns.AsSpan(SystemColumns.Count);
        Untyped = ColumnMarks.WriteUntyped(features);
        ExactTypes = ColumnMarks.WriteExact(features, out int unsaid);
        UnsaidExactTypes = unsaid;
        HasUntyped = Array.Exists(columns, static column => column.IsUntyped);
        Redacted = RedactionMarks.Write(columns);
    }

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>The types of the columns in order.</summary>
    internal ReadOnlySpan<FeatureType> Types => _types;

    /// <summary>The exact types of the columns in order; empty when none has one.</summary>
    internal ReadOnlySpan<ExactType?> Exact => _exact;

    /// <summary>
    /// The hash of names, types and redaction, whatever their order: 16 lower-case hex digits. Rows of two schemas with one hash belong in one file, once
    /// their columns are brought into its order.
    /// </summary>
    public string Hash { get; }

    /// <summary>
    /// The same where files have exact types, and so tell them apart (Parquet): it is over them as well, and equal to <see cref="Hash"/> when no column has
    /// one.
    /// </summary>
    public string TypedHash { get; }

    /// <summary>The types of the features, one letter each, as in the attribute <c>columntypes</c>: for example <c>ddsl</c>.</summary>
    public string ColumnTypes { get; }

    /// <summary>The types of the features, one letter each, <c>?</c> where the type is not known: for example <c>d?sl</c>.</summary>
    public string KnownTypes =>
        !HasUntyped
            ? ColumnTypes
            : string.Create(
                ColumnTypes.Length,
                this,
                static (letters, schema) =>
                {
                    for (int i = 0; i < letters.Length; i++)
                    {
                        bool isKnown = !schema._columns[i + SystemColumns.Count].IsUntyped;
                        letters[i] = isKnown ? schema.ColumnTypes[i] : UnknownType;
                    }
                }
            );

    /// <summary>
    /// The features without a known type, as in the attribute <c>untyped</c>: for example <c>0,3-7</c>. Null when there is none. Those that are more than an
    /// attribute holds are left out, and count as doubles.
    /// </summary>
    public string? Untyped { get; }

    /// <summary>
    /// What the letters cannot say, as in the attribute <c>exacttypes</c>: for example <c>2:uint64</c>. Null when there is nothing. Columns that are more
    /// than an attribute holds are left out, and are what their letters say.
    /// </summary>
    public string? ExactTypes { get; }

    /// <summary>The number of columns whose exact type is left out of <see cref="ExactTypes"/>. Nearly always 0.</summary>
    public int UnsaidExactTypes { get; }

    /// <summary>Whether a feature had only nulls so far, and so has no known type.</summary>
    public bool HasUntyped { get; }

    /// <summary>Whether a column has an exact type.</summary>
    public bool HasExact { get; }

    /// <summary>
    /// The columns that are redacted, as in the attribute <c>redacted</c>: for example <c>c:mask,2:hash,4-5:mask</c>, where <c>c</c> is
    /// <c>$CorrelationId</c>. Null when there is none.
    /// </summary>
    public string? Redacted { get; }

    /// <summary>The id of the key that columns are hashed with. Null exactly when none is hashed.</summary>
    public string? RedactionKeyId { get; }

    /// <summary>The header line with its line end, in the CSV dialect, UTF-8.</summary>
    public ReadOnlyMemory<byte> HeaderLine { get; }

    /// <summary>Creates the schema of some features: puts the system columns before them.</summary>
    /// <param name="features">The features in order.</param>
    /// <exception cref="ArgumentException">The columns break a rule of this class.</exception>
    public static FeatureSchema ForFeatures(IReadOnlyList<FeatureColumn> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return new FeatureSchema([.. SystemColumns.All, .. features]);
    }

    /// <summary>Creates the schema of some features, some of them or <c>$CorrelationId</c> redacted: puts the system columns before them.</summary>
    /// <param name="features">The features in order.</param>
    /// <param name="correlationId">What stands in <c>$CorrelationId</c> instead of its values. <see langword="null"/>: they are as they are.</param>
    /// <param name="redactionKeyId">The id of the key, exactly when a column is hashed; else <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">The columns break a rule of this class, or the key does not fit them.</exception>
    public static FeatureSchema ForFeatures(
        IReadOnlyList<FeatureColumn> features,
        RedactionMethod? correlationId,
        string? redactionKeyId
    )
    {
        ArgumentNullException.ThrowIfNull(features);
        FeatureColumn[] columns = [.. SystemColumns.All, .. features];
        columns[SystemColumns.CorrelationIdIndex] = columns[SystemColumns.CorrelationIdIndex] with
        {
            Redaction = correlationId,
        };
        return new FeatureSchema(columns, redactionKeyId);
    }

    /// <summary>Creates a schema without exceptions.</summary>
    /// <param name="columns">All columns, system columns first. Copied.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="problem">What is wrong and with which name, for a person and fit for a log.</param>
    public static bool TryCreate(
        IReadOnlyList<FeatureColumn> columns,
        [NotNullWhen(true)] out FeatureSchema? schema,
        [NotNullWhen(false)] out string? problem
    ) => TryCreate(columns, redactionKeyId: null, out schema, out problem);

    /// <summary>Creates a schema with columns that are hashed, without exceptions.</summary>
    /// <param name="columns">All columns, system columns first. Copied.</param>
    /// <param name="redactionKeyId">The id of the key, exactly when a column is hashed; else <see langword="null"/>.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="problem">What is wrong and with which name, for a person and fit for a log.</param>
    public static bool TryCreate(
        IReadOnlyList<FeatureColumn> columns,
        string? redactionKeyId,
        [NotNullWhen(true)] out FeatureSchema? schema,
        [NotNullWhen(false)] out string? problem
    )
    {
        ArgumentNullException.ThrowIfNull(columns);
        FeatureColumn[] copy = [.. columns];
        problem = Problem(copy, redactionKeyId, out ReadOnlyMemory<byte> headerLine) ?? SchemaRules.RoomProblem(copy);
        schema = problem is null ? new FeatureSchema(copy, headerLine, redactionKeyId) : null;
        return schema is not null;
    }

    /// <summary>The same names in the same order with other types. What letters cannot say of types is not part of them; redaction stays.</summary>
    /// <param name="knownTypes">The types, as <see cref="KnownTypes"/> has them.</param>
    /// <returns><see langword="null"/> when there are not as many letters as features, or one is none.</returns>
    public FeatureSchema? WithKnownTypes(string knownTypes)
    {
        ArgumentNullException.ThrowIfNull(knownTypes);
        if (knownTypes == KnownTypes && !HasExact)
        {
            return this;
        }
        if (knownTypes.Length != _columns.Length - SystemColumns.Count)
        {
            return null;
        }
        FeatureColumn[] columns = [.. _columns];
        for (int i = 0; i < knownTypes.Length; i++)
        {
            ref FeatureColumn column = ref columns[i + SystemColumns.Count];
            bool isUntyped = knownTypes[i] == UnknownType;
            FeatureType type = column.Redaction is null ? FeatureType.Double : column.Type;
            if (!isUntyped && !FeatureTypeCodes.TryParse(knownTypes[i], out type))
            {
                return null;
            }
            // A redacted column is a text, also where nothing is known.
            isUntyped &= column.Redaction is null;
            column = new FeatureColumn(column.Name, type) { IsUntyped = isUntyped, Redaction = column.Redaction };
        }
        return Made(columns);
    }

    /// <summary>The same columns in the order of a header line.</summary>
    /// <param name="headerLine">The line, with or without its line end.</param>
    /// <returns><see langword="null"/> when the line is no header of exactly these columns.</returns>
    public FeatureSchema? InOrderOf(ReadOnlySpan<byte> headerLine)
    {
        List<string> names = [];
        if (!CsvHeader.TryRead(headerLine.TrimEnd("\r\n"u8), names) || names.Count != _columns.Length)
        {
            return null;
        }
        Dictionary<string, FeatureColumn> byName = _columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        List<FeatureColumn> columns = [];
        foreach (string name in names)
        {
            // Removed, so that a name that stands twice is not found again.
            if (!byName.Remove(name, out FeatureColumn column))
            {
                return null;
            }
            columns.Add(column);
        }
        return Made([.. columns]);
    }

    /// <summary>The same columns as whoever goes by the letters alone has them; the schema itself when no column has an exact type.</summary>
    public FeatureSchema WithoutExactTypes()
    {
        if (!HasExact)
        {
            return this;
        }
        // Made twice at worst: the two are equal.
        return _withoutExact ??= new FeatureSchema(
            Array.ConvertAll(_columns, static column => column with { Exact = null }),
            HeaderLine,
            RedactionKeyId
        );
    }

    /// <inheritdoc/>
    public bool Equals(FeatureSchema? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Hash == other.Hash
            && RedactionKeyId == other.RedactionKeyId
            && _columns.AsSpan().SequenceEqual(other._columns)
        );

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FeatureSchema);

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);

    /// <summary>The hash and the number of columns.</summary>
    public override string ToString() => $"{Hash} ({_columns.Length} columns)";

    // In another order marks may take more room than an attribute has: no event carries them from here.
    private FeatureSchema? Made(FeatureColumn[] columns) =>
        Problem(columns, RedactionKeyId, out ReadOnlyMemory<byte> headerLine) is null
            ? new FeatureSchema(columns, headerLine, RedactionKeyId)
            : null;

    private static FeatureColumn[] Checked(
        IReadOnlyList<FeatureColumn> columns,
        string? redactionKeyId,
        out ReadOnlyMemory<byte> headerLine
    )
    {
        ArgumentNullException.ThrowIfNull(columns);
        FeatureColumn[] copy = [.. columns];
        return (Problem(copy, redactionKeyId, out headerLine) ?? SchemaRules.RoomProblem(copy)) is { } problem
            ? throw new ArgumentException(problem, nameof(columns))
            : copy;
    }

    private static string? Problem(FeatureColumn[] columns, string? redactionKeyId, out ReadOnlyMemory<byte> headerLine)
    {
        headerLine = default;
        if ((SchemaRules.Problem(columns) ?? SchemaRules.KeyProblem(columns, redactionKeyId)) is { } problem)
        {
            return problem;
        }
        headerLine = WriteHeader(columns);
        return headerLine.Length > EventLimits.MaxHeaderBytes
            ? $"The header line is {headerLine.Length} bytes long; at most {EventLimits.MaxHeaderBytes} are legal."
            : null;
    }

    private static string ComputeHash(FeatureColumn[] columns, string? keyId, bool isTyped)
    {
        (byte[] Name, FeatureColumn Column)[] sorted =
        [
            .. columns.Select(column => (Encoding.UTF8.GetBytes(column.Name), column)),
        ];
        Array.Sort(sorted, static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        using NetstringHash hash = new();
        foreach ((_, FeatureColumn column) in sorted)
        {
            hash.Append(column.Name);
            hash.AppendByte((byte)FeatureTypeCodes.Letter(column.Type));
            if (isTyped && column.Exact is { } exact)
            {
                // Behind a letter, where a name would be followed by one: no other columns give the same.
                hash.Append(exact.ToString());
            }
            if (column.Redaction is { } method)
            {
                // As above: a mark stands where no name can.
                hash.Append(
                    method == RedactionMethod.Hash
                        ? $"{RedactionMarks.Word(method)}:{keyId}"
                        : RedactionMarks.Word(method)
                );
            }
        }
        return hash.ToHex(8);
    }

    private static ReadOnlyMemory<byte> WriteHeader(FeatureColumn[] columns)
    {
        ArrayBufferWriter<byte> output = new();
        CsvRowWriter writer = new(output);
        foreach (FeatureColumn column in columns)
        {
            writer.Write(column.Name);
        }
        writer.EndRow();
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
