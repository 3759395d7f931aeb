using System.Text.Json;

namespace ModelData;

/// <summary>One row of JSON values, in whatever order they come, until it is written in the order of the columns.</summary>
internal sealed class JsonRow
{
    /// <summary>The bytes of an escape that stands for one byte.</summary>
    private const int MaxEscapeRatio = 6;

    private readonly RetainedBuffer _values = new();
    private Slot[] _slots = [];
    private FeatureSchema _schema = null!;
    private DateTimeOffset _time;
    private string? _correlationId;

    private int _mostBytes;
    private bool _isMeasuring;

    /// <summary>The rows that were written.</summary>
    public int Count { get; private set; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Begins the rows of an event.</summary>
    /// <param name="schema">Their columns.</param>
    /// <param name="header">Gives what the values do not say.</param>
    /// <param name="mostBytes">The most bytes of all rows.</param>
    /// <param name="isMeasuring">Whether rows are only counted: the output then holds none of them.</param>
    public void Start(FeatureSchema schema, EventHeader header, int mostBytes, bool isMeasuring)
    {
        _mostBytes = mostBytes;
        _isMeasuring = isMeasuring;
        Bytes = 0;
        _schema = schema;
        _time = header.Time;
        _correlationId = header.CorrelationId;
        _slots = _slots.Length >= schema.Columns.Count ? _slots : new Slot[schema.Columns.Count];
        Count = 0;
    }

    public void Clear()
    {
        _values.Reset();
        _slots.AsSpan().Clear();
    }

    /// <summary>Takes the value that the reader stands on.</summary>
    public Refusal? Set(int column, ref Utf8JsonReader reader)
    {
        FeatureColumn target = _schema.Columns[column];
        ReadOnlySpan<byte> raw = reader.ValueSpan;
        // What cannot come below the limit even if every character of it is escaped is not worth the memory.
        int length = raw.Length <= MaxEscapeRatio * EventLimits.MaxRowBytes ? Copy(ref reader) : raw.Length;
        if (_values.Length + length > EventLimits.MaxRowBytes)
        {
            return new Refusal(
                RefusalReasons.RowTooLong,
                $"Row {Count + 1} is longer than {EventLimits.MaxRowBytes} bytes; column {Shown.Text(target.Name)} goes beyond."
            );
        }
        ReadOnlySpan<byte> text = _values.GetSpan(length)[..length];
        bool fits = reader.TokenType switch
        {
            JsonTokenType.Null => true,
            JsonTokenType.String => FitsText(target.Type, text),
            JsonTokenType.Number => FitsNumber(target.Type, text),
            JsonTokenType.True or JsonTokenType.False => target.Type is FeatureType.Boolean or FeatureType.String,
            _ => false,
        };
        if (!fits)
        {
            return TypedRows.Mismatch(Count, target, Show(reader.TokenType, text));
        }
        _slots[column] = new Slot(reader.TokenType, _values.Length, length);
        _values.Advance(length);
        return null;
    }

    private int Copy(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> raw = reader.ValueSpan;
        Span<byte> copy = _values.GetSpan(raw.Length);
        if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
        {
            return JsonText.Unescape(raw, copy, out _);
        }
        raw.CopyTo(copy);
        return raw.Length;
    }

    private static string Show(JsonTokenType kind, ReadOnlySpan<byte> text) =>
        kind switch
        {
            JsonTokenType.String => $"the text {Shown.Text(text)}",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.StartObject => "an object",
            _ => Shown.Text(text).Trim('"'),
        };

    /// <summary>Writes the row.</summary>
    public Refusal? Write(RetainedBuffer output)
    {
        CsvRowWriter writer = new(output);
        for (int i = 0; i < _schema.Columns.Count; i++)
        {
            Slot slot = _slots[i];
            if (slot.Kind is JsonTokenType.None or JsonTokenType.Null)
            {
                WriteDefault(ref writer, i);
            }
            else
            {
                // Numbers, true and false hold nothing that would be quoted.
                writer.WriteUtf8(_values.WrittenSpan.Slice(slot.Start, slot.Length));
            }
        }
        writer.EndRow();
        writer.Flush();
        Count++;
        Bytes = _isMeasuring ? Bytes + output.Length : output.Length;
        if (_isMeasuring)
        {
            output.Reset();
        }
        return Bytes > EventLimits.MaxDecodedBytes
                ? new Refusal(RefusalReasons.TooLarge, $"The rows are longer than {EventLimits.MaxDecodedBytes} bytes.")
            : Bytes > _mostBytes ? MemoryRefusal.Create(Bytes)
            : null;
    }

    private void WriteDefault(ref CsvRowWriter writer, int column)
    {
        switch (column)
        {
            case 0:
                writer.Write(_time);
                break;
            case 1:
                writer.Write(_correlationId);
                break;
            case 2:
                writer.Write(Guid.Empty);
                break;
            default:
                writer.WriteNull();
                break;
        }
    }

    private static bool FitsText(FeatureType type, ReadOnlySpan<byte> text) =>
        type switch
        {
            FeatureType.String => true,
            FeatureType.Timestamp => TypedValue.Judge(type, text) != ValueForm.None,
            // JSON has no other way to say NaN and Infinity; numbers stand without quotes.
            FeatureType.Double or FeatureType.Float => NumberText.IsName(text),
            _ => false,
        };

    private static bool FitsNumber(FeatureType type, ReadOnlySpan<byte> number) =>
        type is not (FeatureType.Boolean or FeatureType.Timestamp) && TypedValue.Judge(type, number) != ValueForm.None;

    private readonly record struct Slot(JsonTokenType Kind, int Start, int Length);
}
