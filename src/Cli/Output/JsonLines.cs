using System.Text;
using System.Text.Json;

namespace ModelData.Cli.Output;

/// <summary>Writes a JSON array with one object a line. Control characters and everything beyond ASCII are escaped.</summary>
internal static class JsonLines
{
    public static void Write<T>(TextWriter writer, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.Write("[");
        for (int i = 0; i < items.Count; i++)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                write(json, items[i]);
                json.WriteEndObject();
            }
            writer.Write((i == 0 ? "\n  " : ",\n  ") + Encoding.UTF8.GetString(buffer.ToArray()));
        }
        writer.Write(items.Count == 0 ? "]\n" : "\n]\n");
    }
}
