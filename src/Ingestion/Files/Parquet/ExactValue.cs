using System.Buffers.Binary;
using System.Globalization;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// Values of exact types between their text in CSV and the bytes that <see cref="ParquetRows"/> has of them: little-endian as all others; what takes sixteen
/// bytes as the memory of a <see cref="Guid"/> whose digits they are in the order of the file.
/// </summary>
internal static class ExactValue
{
    /// <summary>The bytes of what is neither a number of four nor one of eight.</summary>
    public const int FixedBytes = 16;

    /// <summary>The most digits that four bytes hold.</summary>
    private const int MostInt32Digits = 9;

    /// <summary>The most digits that eight bytes hold.</summary>
    private const int MostInt64Digits = 18;

    /// <summary>The days of the platform before the first of 1970.</summary>
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>What values are in a file: decimals as most writers have them, in as few bytes as their digits need.</summary>
    public static ParquetType Physical(ExactType type) =>
        type switch
        {
            { Kind: ExactTypeKind.UInt64 or ExactTypeKind.Time } => ParquetType.Int64,
            { Kind: ExactTypeKind.Date } => ParquetType.Int32,
            { Kind: ExactTypeKind.Uuid } => ParquetType.FixedLenByteArray,
            { Precision: 0 } => ParquetType.ByteArray,
            { Precision: <= MostInt32Digits } => ParquetType.Int32,
            { Precision: <= MostInt64Digits } => ParquetType.Int64,
            _ => ParquetType.FixedLenByteArray,
        };

    /// <summary>Reads the text of a value; of any type but the decimals that are texts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="type">The type.</param>
    /// <param name="slot">Takes the bytes.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, ExactType type, Span<byte> slot)
    {
        switch (type.Kind)
        {
            case ExactTypeKind.UInt64:
                bool isNumber = ExactText.TryReadUInt64(text, out ulong number);
                BinaryPrimitives.WriteUInt64LittleEndian(slot, number);
                return isNumber;
            case ExactTypeKind.Decimal:
                bool isDecimal = ExactText.TryReadDecimal(text, type.Precision, type.Scale, out var unscaled);
                WriteDecimal(unscaled, Physical(type), slot);
                return isDecimal;
            case ExactTypeKind.Date:
                bool isDate = ExactText.TryReadDate(text, out var date);
                BinaryPrimitives.WriteInt32LittleEndian(slot, date.DayNumber - EpochDay);
                return isDate;
            case ExactTypeKind.Time:
                bool isTime = ExactText.TryReadTime(text, out var time);
                BinaryPrimitives.WriteInt64LittleEndian(slot, time.Ticks / TimeSpan.TicksPerMicrosecond);
                return isTime;
            default:
                bool isUuid = ExactText.TryReadUuid(text, out var uuid);
                uuid.TryWriteBytes(slot);
                return isUuid;
        }
    }

    /// <summary>The way back: decimals with all digits of their scale, times without zeros at the end of a second.</summary>
    public static void Write(ReadOnlySpan<byte> slot, ExactType type, ref CsvRowWriter writer)
    {
        switch (type.Kind)
        {
            case ExactTypeKind.UInt64:
                writer.Write((decimal)BinaryPrimitives.ReadUInt64LittleEndian(slot));
                break;
            case ExactTypeKind.Decimal:
                writer.Write(WithScale((decimal)ReadDecimal(slot, Physical(type)), type.Scale));
                break;
            case ExactTypeKind.Date:
                var date = DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32LittleEndian(slot) + EpochDay);
                writer.Write(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case ExactTypeKind.Time:
                long microseconds = BinaryPrimitives.ReadInt64LittleEndian(slot);
                var time = new TimeOnly(microseconds * TimeSpan.TicksPerMicrosecond);
                writer.Write(time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture));
                break;
            default:
                writer.Write(new Guid(slot[..FixedBytes]));
                break;
        }
    }

    private static void WriteDecimal(Int128 unscaled, ParquetType physical, Span<byte> slot)
    {
        switch (physical)
        {
            case ParquetType.Int32:
                BinaryPrimitives.WriteInt32LittleEndian(slot, (int)unscaled);
                break;
            case ParquetType.Int64:
                BinaryPrimitives.WriteInt64LittleEndian(slot, (long)unscaled);
                break;
            default:
                Span<byte> digits = stackalloc byte[FixedBytes];
                BinaryPrimitives.WriteInt128BigEndian(digits, unscaled);
                new Guid(digits, bigEndian: true).TryWriteBytes(slot);
                break;
        }
    }

    private static Int128 ReadDecimal(ReadOnlySpan<byte> slot, ParquetType physical)
    {
        switch (physical)
        {
            case ParquetType.Int32:
                return BinaryPrimitives.ReadInt32LittleEndian(slot);
            case ParquetType.Int64:
                return BinaryPrimitives.ReadInt64LittleEndian(slot);
            default:
                Span<byte> digits = stackalloc byte[FixedBytes];
                new Guid(slot[..FixedBytes]).TryWriteBytes(digits, bigEndian: true, out _);
                return BinaryPrimitives.ReadInt128BigEndian(digits);
        }
    }

    private static decimal WithScale(decimal whole, int scale)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(whole, bits);
        return new decimal(bits[0], bits[1], bits[2], whole < 0, (byte)scale);
    }
}
