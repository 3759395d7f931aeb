using System.Text.Json;

namespace ModelData;

/// <summary>
/// Turns JSON into rows of the dialect, in two passes: the first finds the columns, the second writes the rows. Three forms: an object, an array of
/// objects, and <c>{"columns":[...],"rows":[[...]]}</c>. Values are scalars. Keeps its memory between events.
/// </summary>
internal sealed class JsonRowReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 8 };

    private readonly JsonColumns _columns = new();
    private readonly JsonRow _row = new();
    private readonly RetainedBuffer _header = new();
    private JsonForm _form;

    /// <summary>Where the array of rows stands in the form of columns and rows.</summary>
    private Range _rows;

    /// <summary>The header line without its line end, system columns first.</summary>
    public ReadOnlySpan<byte> Header => _header.WrittenSpan[..^1];

    /// <summary>Finds the columns of a payload.</summary>
    public Refusal? ReadColumns(ReadOnlySpan<byte> json)
    {
        _columns.Reset();
        _header.Reset();
        try
        {
            Refusal? refusal = FindColumns(json);
            if (refusal is null)
            {
                WriteHeader();
            }
            return refusal;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return NotJson(json, error);
        }
    }

    /// <summary>Writes the rows of the payload whose columns were found last.</summary>
    public Refusal? WriteRows(
        ReadOnlySpan<byte> json,
        FeatureSchema schema,
        EventHeader header,
        RetainedBuffer output,
        int mostBytes
    )
    {
        _row.Start(schema, header, mostBytes, isMeasuring: false);
        return WriteRows(json, output);
    }

    /// <summary>Counts the bytes of the rows of the payload whose columns were found last.</summary>
    public Refusal? MeasureRows(
        ReadOnlySpan<byte> json,
        FeatureSchema schema,
        EventHeader header,
        RetainedBuffer scratch,
        out long length
    )
    {
        _row.Start(schema, header, int.MaxValue, isMeasuring: true);
        Refusal? refusal = WriteRows(json, scratch);
        length = _row.Bytes;
        return refusal;
    }

    private Refusal? WriteRows(ReadOnlySpan<byte> json, RetainedBuffer output)
    {
        try
        {
            return _form == JsonForm.ColumnsAndRows ? WriteArrays(json[_rows], output) : WriteObjects(json, output);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return NotJson(json, error);
        }
    }

    private Refusal? FindColumns(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, Options);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            _form = JsonForm.Objects;
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                if (FindObjectColumns(ref reader) is { } refusal)
                {
                    return refusal;
                }
            }
            if (reader.TokenType != JsonTokenType.EndArray)
            {
                return OtherRow(_columns.Objects, "an object of names and values", reader.TokenType);
            }
            End(ref reader);
            return _columns.Objects > 0 ? null : new Refusal(RefusalReasons.NoRows, "The array is empty.");
        }
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Unknown();
        }
        if (TryFindParts(json, out Range columns))
        {
            _form = JsonForm.ColumnsAndRows;
            return FindListedColumns(json[columns]);
        }
        _form = JsonForm.Object;
        Refusal? found = FindObjectColumns(ref reader);
        if (found is not null)
        {
            return JsonParts.Describe(json) is { } parts ? found with { Detail = parts } : found;
        }
        End(ref reader);
        return null;
    }

    private Refusal? FindObjectColumns(ref Utf8JsonReader reader)
    {
        _columns.StartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_columns.Add(ref reader) < 0)
            {
                return new Refusal(RefusalReasons.InvalidJson, $"In row {_columns.Objects} {_columns.Fault}.");
            }
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                string name = _columns.Names[_columns.Listed[^1]];
                return new Refusal(
                    RefusalReasons.ValueTypeMismatch,
                    $"{TypedRows.Place(_columns.Objects - 1, name)}: the value is {Kind(reader.TokenType)}. Accepted: texts, numbers, "
                        + "true, false and null; a text may hold what has an inner form."
                );
            }
        }
        return null;
    }

    private Refusal? FindListedColumns(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, Options);
        reader.Read();
        _columns.StartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            if (_columns.Add(ref reader) < 0)
            {
                return new Refusal(RefusalReasons.InvalidJson, $"In \"columns\" {_columns.Fault}.");
            }
        }
        return reader.TokenType == JsonTokenType.EndArray
            ? null
            : new Refusal(
                RefusalReasons.InvalidJson,
                $"Name {_columns.Listed.Count + 1} of \"columns\" is {Kind(reader.TokenType)}, not a text."
            );
    }

    /// <summary>Looks for exactly the two parts <c>columns</c> and <c>rows</c>, both arrays, in any order.</summary>
    private bool TryFindParts(ReadOnlySpan<byte> json, out Range columns)
    {
        columns = default;
        _rows = default;
        bool hasColumns = false;
        bool hasRows = false;
        Utf8JsonReader reader = new(json, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isColumns = !hasColumns && JsonText.IsName(reader, "columns"u8);
            bool isRows = !hasRows && JsonText.IsName(reader, "rows"u8);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray || !(isColumns || isRows))
            {
                return false;
            }
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            Range part = start..(int)reader.BytesConsumed;
            (columns, _rows) = isColumns ? (part, _rows) : (columns, part);
            (hasColumns, hasRows) = (hasColumns || isColumns, hasRows || isRows);
        }
        End(ref reader);
        return hasColumns && hasRows;
    }

    private Refusal? WriteObjects(ReadOnlySpan<byte> json, RetainedBuffer output)
    {
        Utf8JsonReader reader = new(json, Options);
        reader.Read();
        if (_form == JsonForm.Objects)
        {
            reader.Read();
        }
        while (reader.TokenType == JsonTokenType.StartObject)
        {
            _row.Clear();
            _columns.StartObject();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                int column = _columns.Add(ref reader);
                reader.Read();
                if (_row.Set(column, ref reader) is { } refusal)
                {
                    return refusal;
                }
            }
            if (_row.Write(output) is { } limit)
            {
                return limit;
            }
            if (_form == JsonForm.Object)
            {
                break;
            }
            reader.Read();
        }
        return null;
    }

    private Refusal? WriteArrays(ReadOnlySpan<byte> json, RetainedBuffer output)
    {
        Utf8JsonReader reader = new(json, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            _row.Clear();
            int values = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (values == _columns.Listed.Count)
                {
                    return WrongWidth("more");
                }
                if (_row.Set(_columns.Listed[values++], ref reader) is { } refusal)
                {
                    return refusal;
                }
            }
            if (values != _columns.Listed.Count)
            {
                return WrongWidth($"{values}");
            }
            if (_row.Write(output) is { } limit)
            {
                return limit;
            }
        }
        return reader.TokenType != JsonTokenType.EndArray ? OtherRow(_row.Count, "an array of values", reader.TokenType)
            : _row.Count == 0 ? new Refusal(RefusalReasons.NoRows, "The array \"rows\" is empty.")
            : null;
    }

    private static Refusal OtherRow(int before, string right, JsonTokenType found) =>
        new(RefusalReasons.InvalidJson, $"Row {before + 1} is {Kind(found)}, not {right}.");

    private static string Kind(JsonTokenType token) =>
        token switch
        {
            JsonTokenType.StartArray => "an array",
            JsonTokenType.StartObject => "an object",
            JsonTokenType.String => "a text",
            JsonTokenType.Number => "a number",
            JsonTokenType.Null => "null",
            _ => "true or false",
        };

    private Refusal WrongWidth(string found) =>
        new(
            RefusalReasons.FieldCountMismatch,
            $"Row {_row.Count + 1} has not {_columns.Listed.Count} values, one for each of \"columns\", but {found}."
        );

    private void WriteHeader()
    {
        CsvRowWriter writer = new(_header);
        foreach (string name in _columns.Names)
        {
            writer.Write(name);
        }
        writer.EndRow();
        writer.Flush();
    }

    /// <summary>Reads on to the end, where anything but white space makes the reader throw.</summary>
    private static void End(ref Utf8JsonReader reader) => reader.Read();

    private static Refusal Unknown() =>
        new(
            RefusalReasons.InvalidJson,
            "The payload is not an object, an array of objects, or an object of columns and rows."
        );

    private static Refusal NotJson(ReadOnlySpan<byte> json, Exception error)
    {
        if (error is not JsonException { LineNumber: { } line, BytePositionInLine: { } position })
        {
            return new Refusal(RefusalReasons.InvalidJson, "The payload holds a text that is not valid Unicode.");
        }
        ReadOnlySpan<byte> rest = json;
        for (long i = 0; i < line && rest.IndexOf((byte)'\n') is >= 0 and int end; i++)
        {
            rest = rest[(end + 1)..];
        }
        rest = rest[(int)Math.Min(position, rest.Length)..];
        bool isName = rest.StartsWith("NaN"u8) || rest.StartsWith("Infinity"u8) || rest.StartsWith("-Infinity"u8);
        // The reader stands behind the sign.
        isName |= rest.StartsWith("I"u8);
        return new Refusal(
            RefusalReasons.InvalidJson,
            isName
                ? $"The payload is not valid JSON at line {line + 1}, byte {position + 1}: JSON has no NaN and no Infinity. Send null, "
                    + "or the texts \"NaN\", \"Infinity\" and \"-Infinity\" in a column of type d or f."
                : $"The payload is not valid JSON, or deeper than {Options.MaxDepth} levels, at line {line + 1}, byte {position + 1}."
        );
    }
}
