using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// Makes one part of <see cref="ParquetRows"/> after the other: <see cref="TryParse"/> puts the values of a few rows into slots column by column,
/// <see cref="Write"/> copies the slots out. The slot of a text is where it stands in the CSV. Holds rented memory until <see cref="Return"/>.
/// </summary>
internal readonly struct PartEncoder(FeatureSchema schema, int maxRows)
{
    private const byte Comma = (byte)',';
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';

    private readonly FeatureColumn[] _columns = [.. schema.Columns];
    private readonly ParquetType[] _physical =
    [
        .. schema.Columns.Select(column => ParquetSchemaBytes.Physical(column)),
    ];
    private readonly int _slotBytes = SlotBytes(schema);
    private readonly int[] _counts = new int[schema.Columns.Count];
    private readonly int _validityBytes = ColumnLayout.ValidityBytes(maxRows);
    private readonly byte[] _slots = ArrayPool<byte>.Shared.Rent(schema.Columns.Count * maxRows * SlotBytes(schema));
    private readonly byte[] _validity = ArrayPool<byte>.Shared.Rent(
        schema.Columns.Count * ColumnLayout.ValidityBytes(maxRows)
    );

    public bool TryParse(ReadOnlySpan<byte> csv, ref int position, int firstRow, int rows, out Refusal? refusal)
    {
        Array.Clear(_counts);
        _validity.AsSpan(0, _columns.Length * _validityBytes).Clear();
        refusal = null;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < _columns.Length; column++)
            {
                byte end = column == _columns.Length - 1 ? LineFeed : Comma;
                if (csv[position] != end && !TryParseField(csv, ref position, row, column))
                {
                    refusal = Mismatch(firstRow + row, _columns[column], column);
                    return false;
                }

                if (csv[position++] != end)
                {
                    throw new ArgumentException(
                        "The rows were not scanned: a row has not as many fields as there are columns."
                    );
                }
            }
        }

        return true;
    }

    public void Write(ReadOnlySpan<byte> csv, int rows, IBufferWriter<byte> output)
    {
        int length = 0;
        for (int column = 0; column < _columns.Length; column++)
        {
            length += sizeof(int) + ColumnBytes(column, rows);
        }

        var part = output.GetSpan(ParquetRows.PartHeaderBytes + length);
        BinaryPrimitives.WriteInt32LittleEndian(part, rows);
        BinaryPrimitives.WriteInt32LittleEndian(part[4..], length);
        var rest = part[ParquetRows.PartHeaderBytes..];
        for (int column = 0; column < _columns.Length; column++)
        {
            int columnBytes = ColumnBytes(column, rows);
            BinaryPrimitives.WriteInt32LittleEndian(rest, columnBytes);
            rest = rest[sizeof(int)..];
            WriteColumn(csv, column, rows, rest[..columnBytes]);
            rest = rest[columnBytes..];
        }

        output.Advance(ParquetRows.PartHeaderBytes + length);
    }

    public void Return()
    {
        ArrayPool<byte>.Shared.Return(_slots);
        ArrayPool<byte>.Shared.Return(_validity);
    }

    private bool TryParseField(ReadOnlySpan<byte> csv, ref int position, int row, int column)
    {
        if (!TryDelimit(csv, ref position, out int start, out int length, out int escapes))
        {
            return false;
        }

        int count = _counts[column]++;
        _validity[(column * _validityBytes) + (row >> 3)] |= (byte)(1 << (row & 7));
        var physical = _physical[column];
        if (physical == ParquetType.ByteArray)
        {
            MemoryMarshal.Cast<byte, TextSlot>(Slots(column))[count] = new TextSlot(start, length - escapes);
            return true;
        }

        var text = csv.Slice(start, length);
        var slot = Slots(column)[(count * ColumnLayout.Width(physical))..];
        return _columns[column].Exact is { } exact
            ? ExactValue.TryParse(text, exact, slot)
            : TryParseValue(text, _columns[column].Type, slot);
    }

    /// <summary>Finds the text of a field that is not empty, within its quotes if there are any.</summary>
    private static bool TryDelimit(
        ReadOnlySpan<byte> csv,
        ref int position,
        out int start,
        out int length,
        out int escapes
    )
    {
        start = position;
        escapes = 0;
        if (csv[position] != Quote)
        {
            length = csv[position..].IndexOfAny(Comma, LineFeed);
            position += length;
            return length > 0;
        }

        start++;
        position++;
        while (csv[position..].IndexOf(Quote) is >= 0 and int next)
        {
            position += next + 1;
            if (csv[position] != Quote)
            {
                length = position - 1 - start;
                return true;
            }

            position++;
            escapes++;
        }

        length = 0;
        return false;
    }

    private static bool TryParseValue(ReadOnlySpan<byte> text, FeatureType type, Span<byte> slot)
    {
        switch (type)
        {
            case FeatureType.Double:
                bool isDouble = CsvValue.TryParse(text, out double number);
                BinaryPrimitives.WriteDoubleLittleEndian(slot, number);
                return isDouble;
            case FeatureType.Float:
                bool isFloat = CsvValue.TryParse(text, out float single);
                BinaryPrimitives.WriteSingleLittleEndian(slot, single);
                return isFloat;
            case FeatureType.Int64:
                bool isInt64 = CsvValue.TryParse(text, out long int64);
                BinaryPrimitives.WriteInt64LittleEndian(slot, int64);
                return isInt64;
            case FeatureType.Int32:
                bool isInt32 = CsvValue.TryParse(text, out int int32);
                BinaryPrimitives.WriteInt32LittleEndian(slot, int32);
                return isInt32;
            case FeatureType.Boolean:
                bool isBoolean = CsvValue.TryParse(text, out bool boolean);
                slot[0] = boolean ? (byte)1 : (byte)0;
                return isBoolean;
            case FeatureType.Timestamp:
                bool isTime = CsvTime.TryParse(text, out long time);
                BinaryPrimitives.WriteInt64LittleEndian(slot, time);
                return isTime;
            default:
                return false;
        }
    }

    private int ColumnBytes(int column, int rows)
    {
        var physical = _physical[column];
        int bytes = ColumnLayout.ValidityBytes(rows) + (_counts[column] * ColumnLayout.Width(physical));
        if (physical == ParquetType.ByteArray)
        {
            foreach (var text in Texts(column))
            {
                bytes += text.Length;
            }
        }

        return bytes;
    }

    private void WriteColumn(ReadOnlySpan<byte> csv, int column, int rows, Span<byte> destination)
    {
        int validityBytes = ColumnLayout.ValidityBytes(rows);
        _validity.AsSpan(column * _validityBytes, validityBytes).CopyTo(destination);
        destination = destination[validityBytes..];
        var physical = _physical[column];
        if (physical != ParquetType.ByteArray)
        {
            Slots(column)[..(_counts[column] * ColumnLayout.Width(physical))].CopyTo(destination);
            return;
        }

        foreach (var text in Texts(column))
        {
            BinaryPrimitives.WriteInt32LittleEndian(destination, text.Length);
            destination = destination[sizeof(int)..];
        }

        foreach (var text in Texts(column))
        {
            text.CopyTo(csv, destination);
            destination = destination[text.Length..];
        }
    }

    private static int SlotBytes(FeatureSchema schema) =>
        schema.HasExact
        && schema.Columns.Any(column => ParquetSchemaBytes.Physical(column) == ParquetType.FixedLenByteArray)
            ? ExactValue.FixedBytes
            : sizeof(ulong);

    private Span<byte> Slots(int column) => _slots.AsSpan(column * maxRows * _slotBytes, maxRows * _slotBytes);

    private ReadOnlySpan<TextSlot> Texts(int column) =>
        MemoryMarshal.Cast<byte, TextSlot>(Slots(column))[.._counts[column]];

    private static Refusal Mismatch(int row, in FeatureColumn column, int index) =>
        new(
            RefusalReasons.ValueTypeMismatch,
            $"The value in row {row + 1}, column {index + 1} does not fit the column's type {column.Exact?.ToString() ?? $"{column.Type}"}."
        );

    /// <summary>A text in the CSV: where it starts, and its length without the quotes that escape quotes.</summary>
    private readonly record struct TextSlot(int Start, int Length)
    {
        public void CopyTo(ReadOnlySpan<byte> csv, Span<byte> destination)
        {
            int written = 0;
            int read = Start;
            // An unquoted text holds no quote, so that the same copy serves both.
            while (csv.Slice(read, Length - written).IndexOf(Quote) is >= 0 and int next)
            {
                csv.Slice(read, next + 1).CopyTo(destination[written..]);
                written += next + 1;
                read += next + 2;
            }

            csv.Slice(read, Length - written).CopyTo(destination[written..]);
        }
    }
}
