using System.Globalization;
using Parquet.Schema;

namespace ModelData.Ingestion.Files.Parquet;

/// <summary>
/// The schema that Parquet.Net sees: plain names and physical types. So names from strangers never meet a library's idea of a path, times keep their
/// microseconds (the library's statistics of times are in milliseconds), and texts are copied as UTF-8 and not by way of UTF-16. What has a fixed length
/// of sixteen bytes is a GUID to it, whose digits it writes in their order.
/// </summary>
internal static class PhysicalSchema
{
    public static string ColumnName(int index) => string.Create(CultureInfo.InvariantCulture, $"c{index}");

    public static ParquetSchema Create(FeatureSchema schema)
    {
        var fields = new Field[schema.Columns.Count];
        for (int i = 0; i < fields.Length; i++)
        {
            var type = ParquetSchemaBytes.Physical(schema.Columns[i]) switch
            {
                ParquetType.Double => typeof(double),
                ParquetType.Float => typeof(float),
                ParquetType.Int64 => typeof(long),
                ParquetType.Int32 => typeof(int),
                ParquetType.Boolean => typeof(bool),
                ParquetType.FixedLenByteArray => typeof(Guid),
                _ => typeof(byte[]),
            };
            fields[i] = new DataField(ColumnName(i), type, isNullable: true, isArray: false);
        }

        return new ParquetSchema(fields);
    }
}
