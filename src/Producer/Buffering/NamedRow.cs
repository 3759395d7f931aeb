using System.Collections;
using System.Collections.Specialized;
using System.Data;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;

namespace ModelData.Producer.Buffering;

/// <summary>
/// Reads rows whose values have names: dictionaries with texts as keys, JSON objects, rows of tables and readers. Values are not looked at.
/// </summary>
internal static class NamedRow
{
    /// <summary>Reads the names and values of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="values">Takes them, in the order of the row.</param>
    /// <returns>Whether the row has names.</returns>
    public static bool TryRead(object row, List<KeyValuePair<string, object?>> values) =>
        row switch
        {
            JsonElement { ValueKind: JsonValueKind.Object } json => TryRead(json, values),
            DataRowView view => TryRead(view.Row, values),
            DataRow data => TryRead(data, values),
            IDataRecord record => TryRead(record, values),
            NameValueCollection collection => TryRead(collection, values),
            JsonObject json => TryRead<JsonNode?>(json, values),
            IEnumerable<KeyValuePair<string, object?>> pairs => TryRead(pairs, values),
            IDictionary dictionary => TryRead(dictionary, values),
            IEnumerable<KeyValuePair<string, StringValues>> pairs => TryRead(pairs, values),
            IEnumerable<KeyValuePair<string, string?>> pairs => TryRead(pairs, values),
            IEnumerable<KeyValuePair<string, double>> pairs => TryRead(pairs, values),
            IEnumerable<KeyValuePair<string, float>> pairs => TryRead(pairs, values),
            IEnumerable<KeyValuePair<string, int>> pairs => TryRead(pairs, values),
            IEnumerable<KeyValuePair<string, long>> pairs => TryRead(pairs, values),
            IEnumerable pairs => NamedPair.TryReadAll(pairs, values),
            _ => false,
        };

    private static bool TryRead(JsonElement json, List<KeyValuePair<string, object?>> values)
    {
        foreach (JsonProperty property in json.EnumerateObject())
        {
            values.Add(new(property.Name, property.Value));
        }
        return true;
    }

    private static bool TryRead(DataRow row, List<KeyValuePair<string, object?>> values)
    {
        foreach (DataColumn column in row.Table.Columns)
        {
            values.Add(new(column.ColumnName, row[column]));
        }
        return true;
    }

    private static bool TryRead(IDataRecord record, List<KeyValuePair<string, object?>> values)
    {
        for (int i = 0; i < record.FieldCount; i++)
        {
            values.Add(new(record.GetName(i), record.GetValue(i)));
        }
        return true;
    }

    private static bool TryRead(NameValueCollection collection, List<KeyValuePair<string, object?>> values)
    {
        foreach (string? name in collection.AllKeys)
        {
            values.Add(new(name ?? "", collection[name]));
        }
        return true;
    }

    private static bool TryRead(IDictionary dictionary, List<KeyValuePair<string, object?>> values)
    {
        foreach (DictionaryEntry entry in dictionary)
        {
            if (entry.Key is not string name)
            {
                return false;
            }
            values.Add(new(name, entry.Value));
        }
        return true;
    }

    private static bool TryRead<T>(
        IEnumerable<KeyValuePair<string, T>> pairs,
        List<KeyValuePair<string, object?>> values
    )
    {
        foreach ((string name, T value) in pairs)
        {
            values.Add(new(name, value));
        }
        return true;
    }
}
