namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// What values of a physical type mean, in the words of the format: a number for older readers (the converted type) and a struct for newer ones (the logical
/// type). Decimals of any size are texts, which keep every digit; they have the number alone, which tells them from other texts and means the same to readers.
/// </summary>
internal static class ColumnMeaning
{
    private const int ConvertedField = 6;
    private const int ScaleField = 7;
    private const int PrecisionField = 8;
    private const int LogicalField = 10;

    private const int ConvertedUtf8 = 0;
    private const int ConvertedDecimal = 5;
    private const int ConvertedDate = 6;
    private const int ConvertedTimeMicros = 8;
    private const int ConvertedTimestampMicros = 10;
    private const int ConvertedUInt64 = 14;

    private const int LogicalText = 1;
    private const int LogicalDecimal = 5;
    private const int LogicalDate = 6;
    private const int LogicalTime = 7;
    private const int LogicalTimestamp = 8;
    private const int LogicalInteger = 10;
    private const int LogicalUuid = 14;

    /// <summary>Writes the fields of a schema element that say it.</summary>
    public static void Write(ref ThriftWriter writer, in FeatureColumn column)
    {
        if (column.Exact is { } exact)
        {
            WriteExact(ref writer, exact);
        }
        else if (column.Type == FeatureType.String)
        {
            writer.Int32Field(ConvertedField, ConvertedUtf8);
            WriteLogical(ref writer, LogicalText);
        }
        else if (column.Type == FeatureType.Timestamp)
        {
            writer.Int32Field(ConvertedField, ConvertedTimestampMicros);
            WriteMicroseconds(ref writer, LogicalTimestamp, isUtc: true);
        }
    }

    /// <summary>Writes a logical type without members.</summary>
    public static void WriteUuid(ref ThriftWriter writer) => WriteLogical(ref writer, LogicalUuid);

    /// <summary>Reads what <see cref="Write"/> says; the caller compares the rest.</summary>
    /// <param name="physical">The physical type.</param>
    /// <param name="converted">The converted type.</param>
    /// <param name="hasLogical">Whether there is a logical type.</param>
    /// <param name="precision">Of decimals.</param>
    /// <param name="scale">Of decimals.</param>
    public static (FeatureType Type, ExactType? Exact)? Read(
        ParquetType physical,
        int? converted,
        bool hasLogical,
        int precision,
        int scale
    ) =>
        (physical, converted) switch
        {
            (_, ConvertedDecimal) => Of(new ExactType(ExactTypeKind.Decimal, precision, scale)),
            (ParquetType.ByteArray, _) when hasLogical => (FeatureType.String, null),
            (ParquetType.ByteArray, _) => Of(new ExactType(ExactTypeKind.Decimal)),
            (ParquetType.Double, _) => (FeatureType.Double, null),
            (ParquetType.Float, _) => (FeatureType.Float, null),
            (ParquetType.Int64, ConvertedTimestampMicros) => (FeatureType.Timestamp, null),
            (ParquetType.Int64, ConvertedTimeMicros) => Of(new ExactType(ExactTypeKind.Time)),
            (ParquetType.Int64, ConvertedUInt64) => Of(new ExactType(ExactTypeKind.UInt64)),
            (ParquetType.Int64, _) => (FeatureType.Int64, null),
            (ParquetType.Int32, ConvertedDate) => Of(new ExactType(ExactTypeKind.Date)),
            (ParquetType.Int32, _) => (FeatureType.Int32, null),
            (ParquetType.Boolean, _) => (FeatureType.Boolean, null),
            (ParquetType.FixedLenByteArray, _) => Of(new ExactType(ExactTypeKind.Uuid)),
            _ => null,
        };

    private static (FeatureType Type, ExactType? Exact) Of(ExactType exact) => (exact.Type, exact);

    private static void WriteExact(ref ThriftWriter writer, ExactType exact)
    {
        switch (exact.Kind)
        {
            case ExactTypeKind.UInt64:
                writer.Int32Field(ConvertedField, ConvertedUInt64);
                WriteUnsigned(ref writer);
                break;
            case ExactTypeKind.Decimal when exact.Precision == 0:
                writer.Int32Field(ConvertedField, ConvertedUtf8);
                break;
            case ExactTypeKind.Decimal:
                writer.Int32Field(ConvertedField, ConvertedDecimal);
                writer.Int32Field(ScaleField, exact.Scale);
                writer.Int32Field(PrecisionField, exact.Precision);
                WriteDecimal(ref writer, exact);
                break;
            case ExactTypeKind.Date:
                writer.Int32Field(ConvertedField, ConvertedDate);
                WriteLogical(ref writer, LogicalDate);
                break;
            case ExactTypeKind.Time:
                // The format wants the number also where the time is that of no zone.
                writer.Int32Field(ConvertedField, ConvertedTimeMicros);
                WriteMicroseconds(ref writer, LogicalTime, isUtc: false);
                break;
            default:
                WriteUuid(ref writer);
                break;
        }
    }

    private static void WriteLogical(ref ThriftWriter writer, int kind)
    {
        int logical = writer.BeginStruct(LogicalField);
        int inner = writer.BeginStruct(kind);
        writer.EndStruct(inner);
        writer.EndStruct(logical);
    }

    private static void WriteUnsigned(ref ThriftWriter writer)
    {
        int logical = writer.BeginStruct(LogicalField);
        int integer = writer.BeginStruct(LogicalInteger);
        writer.ByteField(1, 64);
        writer.BooleanField(2, value: false);
        writer.EndStruct(integer);
        writer.EndStruct(logical);
    }

    private static void WriteDecimal(ref ThriftWriter writer, ExactType exact)
    {
        int logical = writer.BeginStruct(LogicalField);
        int inner = writer.BeginStruct(LogicalDecimal);
        writer.Int32Field(1, exact.Scale);
        writer.Int32Field(2, exact.Precision);
        writer.EndStruct(inner);
        writer.EndStruct(logical);
    }

    private static void WriteMicroseconds(ref ThriftWriter writer, int kind, bool isUtc)
    {
        int logical = writer.BeginStruct(LogicalField);
        int time = writer.BeginStruct(kind);
        writer.BooleanField(1, isUtc);
        int unit = writer.BeginStruct(2);
        int micros = writer.BeginStruct(2);
        writer.EndStruct(micros);
        writer.EndStruct(unit);
        writer.EndStruct(time);
        writer.EndStruct(logical);
    }
}
