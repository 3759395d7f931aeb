using System.Text;
using System.Text.Json;

namespace ModelData.Cli.Services;

/// <summary>Settings documents as indented JSON. Control characters and everything beyond ASCII are escaped.</summary>
internal static class DocumentJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n" };

    /// <summary>A document alone, as it is written.</summary>
    public static string Of(ServiceSettings settings) => Write(json => WriteDocument(json, settings));

    /// <summary>An object with a document in it.</summary>
    /// <param name="service">Whose document.</param>
    /// <param name="settings">The document; null when there is none.</param>
    /// <param name="writeMore">Writes what stands between its revision and the document.</param>
    public static string Of(ServiceName service, ServiceSettings? settings, Action<Utf8JsonWriter> writeMore) =>
        Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("service", service.ToString());
            if (settings is null)
            {
                json.WriteNull("revision");
            }
            else
            {
                json.WriteNumber("revision", settings.Revision);
            }
            writeMore(json);
            json.WritePropertyName("document");
            if (settings is null)
            {
                json.WriteNullValue();
            }
            else
            {
                WriteDocument(json, settings);
            }
            json.WriteEndObject();
        });

    // With what this release does not know.
    private static void WriteDocument(Utf8JsonWriter json, ServiceSettings settings)
    {
        using var document = JsonDocument.Parse(settings.Write());
        document.RootElement.WriteTo(json);
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
