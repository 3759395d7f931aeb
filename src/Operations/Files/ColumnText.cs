using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace ModelData.Operations.Files;

/// <summary>The first values of a flat Parquet column as text, as CSV files have them; null is the empty text.</summary>
public static class ColumnText
{
    /// <summary>The type in the words of <c>_schema.json</c>; of a stranger's column the name that the library gives it.</summary>
    public static string TypeName(DataField field) =>
        field switch
        {
            _ when IsText(field) => "string",
            _ when IsTimeOfDay(field) => "time",
            _ when IsDate(field) => "date",
            _ when field.ClrType == typeof(Guid) => "uuid",
            DecimalDataField number => string.Create(
                CultureInfo.InvariantCulture,
                $"decimal({number.Precision}:{number.Scale})"
            ),
            _ => Type.GetTypeCode(field.ClrType) switch
            {
                TypeCode.Boolean => "boolean",
                TypeCode.Int32 => "int32",
                TypeCode.Int64 => "int64",
                TypeCode.UInt64 => "uint64",
                TypeCode.Single => "float",
                TypeCode.Double => "double",
                TypeCode.DateTime => "timestamp",
                _ => field.ClrType.Name,
            },
        };

    public static Task<string[]> ReadAsync(
        ParquetRowGroupReader group,
        DataField field,
        int count,
        CancellationToken cancellationToken
    ) =>
        Type.GetTypeCode(field.ClrType) switch
        {
            _ when IsText(field) => ReadTextAsync(group, field, count, cancellationToken),
            _ when IsTimeOfDay(field) => ReadAsync<long>(group, field, count, TimeOfDay, cancellationToken),
            _ when IsDate(field) => ReadAsync<DateTime>(group, field, count, Date, cancellationToken),
            _ when field.ClrType == typeof(Guid) => ReadAsync<Guid>(
                group,
                field,
                count,
                v => v.ToString("D"),
                cancellationToken
            ),
            TypeCode.Boolean => ReadAsync<bool>(group, field, count, v => v ? "true" : "false", cancellationToken),
            TypeCode.Int32 => ReadAsync<int>(group, field, count, Number, cancellationToken),
            TypeCode.Int64 => ReadAsync<long>(group, field, count, Number, cancellationToken),
            TypeCode.UInt64 => ReadAsync<ulong>(group, field, count, Number, cancellationToken),
            TypeCode.Decimal => ReadAsync<decimal>(group, field, count, Number, cancellationToken),
            TypeCode.Single => ReadAsync<float>(group, field, count, Number, cancellationToken),
            TypeCode.Double => ReadAsync<double>(group, field, count, Number, cancellationToken),
            TypeCode.DateTime => ReadAsync<DateTime>(group, field, count, Time, cancellationToken),
            _ => Task.FromResult(Enumerable.Repeat($"({field.ClrType.Name})", count).ToArray()),
        };

    // The library reads texts into either.
    private static bool IsText(DataField field) =>
        field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    // The library gives the microseconds of those that are of no zone.
    private static bool IsTimeOfDay(DataField field) =>
        field is TimeDataField { Precision: TimeUnitPrecision.Micros } && field.ClrType == typeof(long);

    private static bool IsDate(DataField field) => field is DateTimeDataField { DateTimeFormat: DateTimeFormat.Date };

    private static string TimeOfDay(long microseconds) =>
        microseconds is >= 0 and < TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond
            ? new TimeOnly(microseconds * TimeSpan.TicksPerMicrosecond).ToString(
                "HH:mm:ss.FFFFFF",
                CultureInfo.InvariantCulture
            )
            : Number(microseconds);

    private static string Date(DateTime value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Time(DateTime value) =>
        value.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static async Task<string[]> ReadTextAsync(
        ParquetRowGroupReader group,
        DataField field,
        int count,
        CancellationToken cancellationToken
    )
    {
        var values = new string?[group.RowCount];
        await group.ReadAsync(field, values.AsMemory()!, null, cancellationToken);
        return [.. values.Take(count).Select(value => value ?? "")];
    }

    private static async Task<string[]> ReadAsync<T>(
        ParquetRowGroupReader group,
        DataField field,
        int count,
        Func<T, string> toText,
        CancellationToken cancellationToken
    )
        where T : struct
    {
        if (!field.IsNullable)
        {
            var all = new T[group.RowCount];
            await group.ReadAsync(field, all.AsMemory(), null, cancellationToken);
            return [.. all.Take(count).Select(toText)];
        }

        var values = new T?[group.RowCount];
        await group.ReadAsync(field, values.AsMemory(), null, cancellationToken);
        return [.. values.Take(count).Select(value => value is { } known ? toText(known) : "")];
    }
}
