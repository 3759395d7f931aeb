using System.Diagnostics.CodeAnalysis;
using ModelData.Producer.Configuration;
using ModelData.Producer.Encoding;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Buffering;

/// <summary>
/// Puts something else in the place of values before they reach the ring, on the scoring thread. Nulls stay nulls. Allocates nothing. Thread-safe.
/// </summary>
internal sealed class RowRedactor
{
    [ThreadStatic]
    private static PooledBuffer? _text;

    private readonly RedactionKey? _key;
    private bool _wasNarrow;

    private RowRedactor(RedactedColumns columns, RedactionKey? key) => (Columns, _key) = (columns, key);

    /// <summary>Which columns are redacted.</summary>
    public RedactedColumns Columns { get; }

    /// <summary>Makes one, unless the columns cannot be redacted so.</summary>
    /// <param name="columns">Which columns are redacted.</param>
    /// <param name="features">The features as they are given.</param>
    /// <param name="key">The key, if there is one.</param>
    /// <param name="redactor">The redactor.</param>
    /// <param name="problem">What is wrong and what to do, for a person.</param>
    public static bool TryCreate(
        RedactedColumns columns,
        FeatureNames features,
        RedactionKey? key,
        [NotNullWhen(true)] out RowRedactor? redactor,
        [NotNullWhen(false)] out string? problem
    )
    {
        redactor = null;
        problem =
            columns.IsHashed && key is null
                ? "a column is to be hashed, and there is no key: set ModelData__RedactionKey, for example to what openssl rand -base64 32 prints."
            : features.Count > 0 && columns.WidthOf(features.Count) == 0
                ? "all columns are to be dropped: mask one of them, or switch the collector off."
            : FindFault(columns, features);
        if (problem is not null)
        {
            return false;
        }
        redactor = new RowRedactor(columns, key);
        return true;
    }

    /// <summary>Whether no row was seen before that lacks columns.</summary>
    public bool IsFirstNarrowRow() => !Interlocked.Exchange(ref _wasNarrow, true);

    /// <summary>Redacts the rows of a record, one each call.</summary>
    /// <param name="kind">Of the record.</param>
    /// <param name="rows">The rows as they are given; after the call, those that are left.</param>
    /// <param name="width">Of a row as it is given.</param>
    /// <param name="target">Takes the row.</param>
    public void Redact(ValueKind kind, ref ReadOnlySpan<byte> rows, int width, RowScratch target)
    {
        if (kind == ValueKind.Mixed)
        {
            MixedValueReader reader = new(rows);
            for (int i = 0; i < width; i++)
            {
                Redact(Columns[i], reader.Read(), target);
            }
            rows = reader.Rest;
            return;
        }
        int size = ValueSizes.Of(kind);
        for (int i = 0; i < width; i++)
        {
            Redact(Columns[i], new MixedValue(kind, rows[..size]), target);
            rows = rows[size..];
        }
    }

    /// <summary>Redacts a correlation id.</summary>
    /// <param name="correlation">The id; empty for none.</param>
    /// <param name="buffer">Holds what takes its place: <see cref="RowRedaction.HashLength"/> letters.</param>
    /// <returns>What takes its place.</returns>
    public ReadOnlySpan<char> Redact(ReadOnlySpan<char> correlation, Span<char> buffer)
    {
        if (correlation.IsEmpty || Columns.CorrelationId is not { } method)
        {
            return correlation;
        }
        switch (method)
        {
            case RedactionMethod.Hash:
                PooledBuffer text = Text();
                int bytes = Utf8.UTF8.GetByteCount(correlation);
                text.Advance(Utf8.UTF8.GetBytes(correlation, text.GetSpan(bytes)));
                Span<byte> hex = stackalloc byte[RowRedaction.HashLength];
                _key!.Hash(text.Written, hex);
                Utf8.ASCII.GetChars(hex, buffer);
                return buffer[..RowRedaction.HashLength];
            case RedactionMethod.Mask:
                return RowRedaction.Mask;
            default:
                return default;
        }
    }

    private void Redact(RedactionMethod? method, MixedValue value, RowScratch target)
    {
        if (method is null || (value.Kind == ValueKind.Null && method != RedactionMethod.Drop))
        {
            target.Add(value);
        }
        else if (method == RedactionMethod.Mask)
        {
            target.Add(RowRedaction.Mask.AsSpan());
        }
        else if (method == RedactionMethod.Hash)
        {
            Hash(value, target.AddText(RowRedaction.HashLength));
        }
    }

    /// <summary>Hashes the text that the value has in a column of texts: whole numbers, floats and doubles each by their own digits.</summary>
    private void Hash(MixedValue value, Span<byte> hex)
    {
        if (value.Kind == ValueKind.String)
        {
            _key!.Hash(value.Bytes, hex);
            return;
        }
        PooledBuffer text = Text();
        CsvRowWriter writer = new(text);
        RowEncoder.WriteValue(ref writer, value, FeatureType.String);
        writer.Flush();
        _key!.Hash(text.Written, hex);
    }

    private static PooledBuffer Text()
    {
        PooledBuffer text = _text ??= new PooledBuffer();
        text.Truncate(0);
        return text;
    }

    /// <summary>What no event can say of such columns, for a person.</summary>
    private static string? FindFault(RedactedColumns columns, FeatureNames features)
    {
        try
        {
            int width = features.Count > 0 ? features.Count : columns.LeastWidth + 1;
            features
                .Redacted(columns)
                .Schema(new FeatureType?[columns.WidthOf(Math.Min(width, FeatureNames.MaxCount))]);
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }
}
