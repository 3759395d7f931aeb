using System.Buffers;
using System.Text.Unicode;

namespace ModelData;

/// <summary>
/// Writes rows in the CSV dialect to a buffer: field by field, then <see cref="EndRow"/>. Call <see cref="Flush"/> at the end, and before anybody else
/// uses the buffer. Allocates nothing itself. A mutable value: pass it by <c>ref</c>, use it on one thread. It counts neither fields nor bytes against
/// a schema; the caller writes as many fields as the header has.
/// </summary>
/// <param name="output">Takes the bytes.</param>
public ref struct CsvRowWriter(IBufferWriter<byte> output)
{
    private const int TimestampLength = 27;
    private const int GuidLength = 36;
    private const int TextChunk = 1024;

    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _span;
    private int _used;
    private bool _isInRow;

    /// <summary>The rows that were ended.</summary>
    public int RowCount { get; private set; }

    /// <summary>Writes a 64-bit floating-point number: shortest text; <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    public void Write(double value)
    {
        Span<byte> field = StartField(CsvNumber.MaxLength);
        _used += CsvNumber.Format(value, field);
    }

    /// <summary>Writes a 32-bit floating-point number: shortest text; <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    public void Write(float value)
    {
        Span<byte> field = StartField(CsvNumber.MaxLength);
        _used += CsvNumber.Format(value, field);
    }

    /// <summary>Writes a 64-bit integer.</summary>
    public void Write(long value)
    {
        Span<byte> field = StartField(CsvNumber.MaxLength);
        _used += CsvNumber.Format(value, field);
    }

    /// <summary>Writes a 32-bit integer.</summary>
    public void Write(int value) => Write((long)value);

    /// <summary>Writes a decimal with all its digits, trailing zeros included.</summary>
    public void Write(decimal value)
    {
        Span<byte> field = StartField(CsvNumber.MaxLength);
        _used += CsvNumber.Format(value, field);
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public void Write(bool value)
    {
        ReadOnlySpan<byte> text = value ? "true"u8 : "false"u8;
        text.CopyTo(StartField(text.Length));
        _used += text.Length;
    }

    /// <summary>Writes a time as UTC, <c>2026-11-23T05:41:11.123456Z</c>; what is below a microsecond is cut off.</summary>
    public void Write(DateTimeOffset value)
    {
        CsvTimestamp.Format(value, StartField(TimestampLength));
        _used += TimestampLength;
    }

    /// <summary>Writes a GUID in D format, lower case.</summary>
    public void Write(Guid value)
    {
        value.TryFormat(StartField(GuidLength), out int written, "D");
        _used += written;
    }

    /// <summary>Writes a text, or nothing for null. Lone surrogates become U+FFFD, since UTF-8 cannot hold them.</summary>
    public void Write(string? value)
    {
        if (value is null)
        {
            WriteNull();
        }
        else
        {
            Write(value.AsSpan());
        }
    }

    /// <summary>Writes a text; an empty one as <c>""</c>. Lone surrogates become U+FFFD.</summary>
    public void Write(ReadOnlySpan<char> value)
    {
        StartField(1);
        if (!CsvDialect.MustQuote(value))
        {
            Transcode(value);
            return;
        }
        WriteByte(CsvDialect.Quote);
        while (value.IndexOf('"') is >= 0 and int quote)
        {
            Transcode(value[..(quote + 1)]);
            WriteByte(CsvDialect.Quote);
            value = value[(quote + 1)..];
        }
        Transcode(value);
        WriteByte(CsvDialect.Quote);
    }

    /// <summary>Writes a text that is UTF-8 already; an empty one as <c>""</c>. Not validated: a reader refuses invalid bytes.</summary>
    public void WriteUtf8(ReadOnlySpan<byte> value)
    {
        StartField(1);
        if (!CsvDialect.MustQuote(value))
        {
            Append(value);
            return;
        }
        WriteByte(CsvDialect.Quote);
        while (value.IndexOf(CsvDialect.Quote) is >= 0 and int quote)
        {
            Append(value[..(quote + 1)]);
            WriteByte(CsvDialect.Quote);
            value = value[(quote + 1)..];
        }
        Append(value);
        WriteByte(CsvDialect.Quote);
    }

    /// <summary>Writes a null: an empty field.</summary>
    public void WriteNull() => StartField(0);

    /// <summary>Writes the fields of the system columns: an empty correlation id is a null.</summary>
    /// <param name="timestamp">When the row was collected.</param>
    /// <param name="correlationId">The user's correlation id; empty when none was given.</param>
    /// <param name="requestId">The request; zero outside one.</param>
    public void WriteSystemColumns(DateTimeOffset timestamp, ReadOnlySpan<char> correlationId, Guid requestId)
    {
        Write(timestamp);
        if (correlationId.IsEmpty)
        {
            WriteNull();
        }
        else
        {
            Write(correlationId);
        }
        Write(requestId);
    }

    /// <summary>Ends the row with a line feed. A row without a field is an empty line, which a reader refuses.</summary>
    public void EndRow()
    {
        WriteByte(CsvDialect.LineFeed);
        _isInRow = false;
        RowCount++;
    }

    /// <summary>Hands everything written to the buffer. Writing may go on.</summary>
    public void Flush()
    {
        if (_used > 0)
        {
            _output.Advance(_used);
        }
        _span = default;
        _used = 0;
    }

    private Span<byte> StartField(int size)
    {
        Ensure(size + 1);
        if (_isInRow)
        {
            _span[_used++] = CsvDialect.Comma;
        }
        _isInRow = true;
        return _span[_used..];
    }

    private void WriteByte(byte value)
    {
        Ensure(1);
        _span[_used++] = value;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_span[_used..]);
        _used += bytes.Length;
    }

    private void Transcode(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            ReadOnlySpan<char> chunk = text.Length > TextChunk ? text[..TextChunk] : text;
            Ensure(chunk.Length * 3);
            Utf8.FromUtf16(
                chunk,
                _span[_used..],
                out int read,
                out int written,
                replaceInvalidSequences: true,
                // A chunk that ends in half of a pair leaves it to the next one.
                isFinalBlock: chunk.Length == text.Length
            );
            _used += written;
            text = text[read..];
        }
    }

    private void Ensure(int size)
    {
        if (_span.Length - _used < size)
        {
            Flush();
            _span = _output.GetSpan(Math.Max(size, 256));
        }
    }
}
