using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ModelData;

/// <summary>Writes <see cref="ServiceSettings"/> as JSON; what it does not say is left out.</summary>
internal static class SettingsDocumentWriter
{
    // People read and edit it: names stay as they are written.
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(ServiceSettings settings)
    {
        ArrayBufferWriter<byte> document = new();
        using (Utf8JsonWriter writer = new(document, Options))
        {
            WriteService(writer, settings);
        }
        return [.. document.WrittenSpan, (byte)'\n'];
    }

    private static void WriteService(Utf8JsonWriter writer, ServiceSettings settings)
    {
        writer.WriteStartObject();
        writer.WriteNumber(SettingsMembers.Version, ServiceSettings.Version);
        if (settings.Revision != 0)
        {
            writer.WriteNumber(SettingsMembers.Revision, settings.Revision);
        }
        if (settings.ChangedAt is { } changedAt)
        {
            writer.WriteString(SettingsMembers.ChangedAt, changedAt.UtcDateTime);
        }
        if (settings.ChangedBy is { } changedBy)
        {
            writer.WriteString(SettingsMembers.ChangedBy, changedBy);
        }
        Write(writer, SettingsMembers.Enabled, settings.Enabled);
        Write(writer, SettingsMembers.Diagnostics, settings.Diagnostics);
        Write(writer, SettingsMembers.Heartbeat, settings.Heartbeat);
        if (settings.HeartbeatSeconds is { } seconds)
        {
            writer.WriteNumber(SettingsMembers.HeartbeatSeconds, seconds);
        }
        Write(writer, settings.Sampling);
        Write(writer, settings.Redaction);
        if (settings.Collectors.Count > 0)
        {
            writer.WriteStartArray(SettingsMembers.Collectors);
            foreach (CollectorSettings it in settings.Collectors)
            {
                WriteCollector(writer, it);
            }
            writer.WriteEndArray();
        }
        settings.Unknown.Write(writer);
        writer.WriteEndObject();
    }

    private static void WriteCollector(Utf8JsonWriter writer, CollectorSettings collector)
    {
        writer.WriteStartObject();
        writer.WriteString(SettingsMembers.Model, collector.Model);
        if (collector.Version != CollectorSettings.Any)
        {
            writer.WriteString(SettingsMembers.Version, collector.Version);
        }
        writer.WriteString(SettingsMembers.Identifier, collector.Identifier);
        Write(writer, SettingsMembers.Enabled, collector.Enabled);
        Write(writer, collector.Sampling);
        Write(writer, collector.Redaction);
        collector.Unknown.Write(writer);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string member, bool? value)
    {
        if (value is { } said)
        {
            writer.WriteBoolean(member, said);
        }
    }

    private static void Write(Utf8JsonWriter writer, SamplingSettings? sampling)
    {
        if (sampling is null)
        {
            return;
        }
        writer.WriteStartObject(SettingsMembers.Sampling);
        writer.WriteNumber(SettingsMembers.Rate, SampleRate.WithoutZeros(sampling.Rate));
        writer.WriteString(SettingsMembers.Key, sampling.Key);
        sampling.Unknown.Write(writer);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<ColumnRedaction> redactions)
    {
        if (redactions.Count == 0)
        {
            return;
        }
        writer.WriteStartArray(SettingsMembers.Redaction);
        foreach (ColumnRedaction it in redactions)
        {
            writer.WriteStartObject();
            writer.WriteString(SettingsMembers.Column, it.Column);
            writer.WriteString(SettingsMembers.Method, Word(it.Method));
            it.Unknown.Write(writer);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    // What is no method is refused by the reader, which names the member.
    private static string Word(RedactionMethod method) =>
        (uint)method < (uint)SettingsMembers.Methods.Length ? SettingsMembers.Methods[(int)method] : method.ToString();
}
