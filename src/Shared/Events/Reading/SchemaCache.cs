namespace ModelData;

/// <summary>
/// Gives equal header lines and types the same schema object, so that an event costs one comparison. Bounded in entries and bytes: strangers choose
/// headers.
/// </summary>
internal sealed class SchemaCache
{
    private const int MaxEntries = 256;
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly Dictionary<int, Entry> _entries = [];
    private readonly HashSet<FeatureSchema> _schemas = [];
    private readonly List<string> _names = [];
    private Entry? _last;
    private int _bytes;

    public int Count => _entries.Count;

    /// <summary>Finds or makes a schema.</summary>
    /// <param name="header">The header line without its line end.</param>
    /// <param name="marks">What the event says of the types of the features.</param>
    /// <param name="refusal">Why there is none.</param>
    public FeatureSchema? Find(ReadOnlySpan<byte> header, EventHeader marks, out Refusal? refusal)
    {
        refusal = null;
        if (_last is { } last && last.Matches(header, marks))
        {
            return last.Schema;
        }
        int key = Hash(header, marks);
        if (_entries.TryGetValue(key, out Entry? entry) && entry.Matches(header, marks))
        {
            _last = entry;
            return entry.Schema;
        }
        if (!TryRead(header, marks, out FeatureSchema? schema, out refusal))
        {
            return null;
        }
        Keep(key, header, marks, ref schema);
        return schema;
    }

    private void Keep(int key, ReadOnlySpan<byte> header, EventHeader marks, ref FeatureSchema schema)
    {
        if (_entries.Count >= MaxEntries || _bytes > MaxBytes)
        {
            _entries.Clear();
            _schemas.Clear();
            _bytes = 0;
        }
        // Two spellings of one header (quoted or not) are one schema.
        if (_schemas.TryGetValue(schema, out FeatureSchema? known))
        {
            schema = known;
        }
        else
        {
            _schemas.Add(schema);
        }
        _last = new Entry(
            header.ToArray(),
            marks.ColumnTypes,
            marks.Untyped,
            marks.ExactTypes,
            marks.Redacted,
            marks.RedactionKey,
            schema
        );
        _entries[key] = _last;
        // The line is held as given, as written, and as names; marks as texts of two bytes a letter, here and in the schema.
        _bytes += (4 * header.Length) + (4 * LengthOf(marks));
    }

    private static int LengthOf(EventHeader marks) =>
        (marks.ColumnTypes?.Length ?? 0)
        + (marks.Untyped?.Length ?? 0)
        + (marks.ExactTypes?.Length ?? 0)
        + (marks.Redacted?.Length ?? 0)
        + (marks.RedactionKey?.Length ?? 0);

    private bool TryRead(ReadOnlySpan<byte> header, EventHeader marks, out FeatureSchema schema, out Refusal? refusal)
    {
        string? columnTypes = marks.ColumnTypes;
        schema = null!;
        refusal = null;
        if (CsvHeader.Read(header, _names) is { } fault)
        {
            refusal = new Refusal(RefusalReasons.InvalidHeader, fault);
            return false;
        }
        // Before the types, which say nothing about a header that is not ours.
        for (int i = 0; i < SystemColumns.Count; i++)
        {
            if (i >= _names.Count || _names[i] != SystemColumns.All[i].Name)
            {
                string found = i < _names.Count ? $"is {Shown.Text(_names[i])}" : "is missing";
                refusal = new Refusal(
                    RefusalReasons.InvalidHeader,
                    $"Column {i + 1} {found}; the header line begins with "
                        + $"{SystemColumns.Timestamp},{SystemColumns.CorrelationId},{SystemColumns.RequestId}, and then come the features."
                );
                return false;
            }
        }
        int features = _names.Count - SystemColumns.Count;
        if (columnTypes is not null && columnTypes.Length != features)
        {
            refusal = new Refusal(
                RefusalReasons.InvalidColumnTypes,
                $"The attribute {EventAttributes.ColumnTypes} has {columnTypes.Length} letters for {features} features: one for each "
                    + "column behind the three system columns."
            );
            return false;
        }
        FeatureColumn[] columns = new FeatureColumn[_names.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            FeatureType type = i < SystemColumns.Count ? SystemColumns.All[i].Type : FeatureType.String;
            if (
                i >= SystemColumns.Count
                && columnTypes is not null
                && !FeatureTypeCodes.TryParse(columnTypes[i - SystemColumns.Count], out type)
            )
            {
                refusal = new Refusal(
                    RefusalReasons.InvalidColumnTypes,
                    $"Column {Shown.Text(_names[i])}: its letter {Shown.Text(columnTypes[i - SystemColumns.Count].ToString())} in "
                        + $"{EventAttributes.ColumnTypes} is not one of {FeatureTypeCodes.Letters}."
                );
                return false;
            }
            columns[i] = new FeatureColumn(_names[i], type);
        }
        Span<FeatureColumn> all = columns.AsSpan(SystemColumns.Count);
        string? wrong = marks.Untyped is null ? null : ColumnMarks.ReadUntyped(marks.Untyped, all);
        wrong ??= marks.ExactTypes is null ? null : ColumnMarks.ReadExact(marks.ExactTypes, all);
        wrong ??= marks.Redacted is null ? null : RedactionMarks.Read(marks.Redacted, columns);
        wrong ??= SchemaRules.KeyProblem(columns, marks.RedactionKey);
        if (wrong is not null)
        {
            refusal = new Refusal(RefusalReasons.InvalidColumnTypes, wrong);
            return false;
        }
        if (!FeatureSchema.TryCreate(columns, marks.RedactionKey, out FeatureSchema? created, out string? problem))
        {
            refusal = new Refusal(RefusalReasons.InvalidHeader, problem);
            return false;
        }
        schema = created;
        return true;
    }

    private static int Hash(ReadOnlySpan<byte> header, EventHeader marks)
    {
        HashCode hash = default;
        hash.AddBytes(header);
        hash.Add(marks.ColumnTypes);
        hash.Add(marks.Untyped);
        hash.Add(marks.ExactTypes);
        hash.Add(marks.Redacted);
        hash.Add(marks.RedactionKey);
        return hash.ToHashCode();
    }

    private sealed record Entry(
        byte[] Header,
        string? ColumnTypes,
        string? Untyped,
        string? ExactTypes,
        string? Redacted,
        string? RedactionKey,
        FeatureSchema Schema
    )
    {
        public bool Matches(ReadOnlySpan<byte> header, EventHeader marks) =>
            header.SequenceEqual(Header)
            && marks.ColumnTypes == ColumnTypes
            && marks.Untyped == Untyped
            && marks.ExactTypes == ExactTypes
            && marks.Redacted == Redacted
            && marks.RedactionKey == RedactionKey;
    }
}
