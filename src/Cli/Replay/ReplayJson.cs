using System.Text;
using System.Text.Json;
using ModelData.Ingestion.Model;
using ModelData.Ingestion.Replaying;

namespace ModelData.Cli.Replay;

/// <summary>A result for programs: one JSON object.</summary>
internal static class ReplayJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static void Write(TextWriter writer, ReplayReport report, IReadOnlyList<ManifestCheck> manifests)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteString("container", report.Container);
            json.WriteBoolean("dryRun", report.IsDryRun);
            WriteArray(json, "partitions", report.Partitions, WritePartition);
            WriteArray(json, "files", report.Files, WriteFile);
            WriteArray(json, "manifests", manifests, WriteManifest);
            json.WriteNumber("duplicates", report.Duplicates);
            json.WriteStartObject("refusedEvents");
            foreach ((string reason, long count) in report.Refused)
            {
                json.WriteNumber(reason, count);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        writer.Write(Encoding.UTF8.GetString(buffer.ToArray()) + "\n");
    }

    private static void WriteArray<T>(
        Utf8JsonWriter json,
        string name,
        IReadOnlyList<T> items,
        Action<Utf8JsonWriter, T> write
    )
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WritePartition(Utf8JsonWriter json, PartitionReport partition)
    {
        json.WriteString("partition", partition.PartitionId);
        WritePosition(json, "first", partition.First);
        WritePosition(json, "last", partition.Last);
        json.WriteNumber("events", partition.Events);
        WriteArray(
            json,
            "missing",
            partition.Missing,
            static (json, gap) =>
            {
                json.WriteNumber("first", gap.First);
                json.WriteNumber("last", gap.Last);
            }
        );
        json.WriteString("note", partition.Note);
    }

    private static void WritePosition(Utf8JsonWriter json, string name, PartitionPosition? position)
    {
        if (position is not { } known)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteNumber("sequenceNumber", known.SequenceNumber);
        json.WriteString("stored", known.EnqueuedTime.UtcDateTime);
        json.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter json, ReplayedFile file)
    {
        json.WriteString("folder", file.Folder);
        json.WriteStartArray("names");
        foreach (DataFileName name in file.Names)
        {
            json.WriteStringValue(name.ToString());
        }
        json.WriteEndArray();
        json.WriteString("format", file.Kind == FileKind.Parquet ? "parquet" : "csv");
        json.WriteString("schema", file.SchemaHash);
        json.WriteNumber("rows", file.Rows);
        json.WriteNumber("missing", file.Missing);
        json.WriteString("outcome", ReplayText.Word(file.Outcome));
        json.WriteString("detail", file.Detail);
    }

    private static void WriteManifest(Utf8JsonWriter json, ManifestCheck check)
    {
        json.WriteString("folder", check.Folder);
        json.WriteString("format", check.Format);
        json.WriteNumber("manifestRows", check.Listed);
        json.WriteNumber("rows", check.Rows);
        json.WriteBoolean("equal", check.IsEqual);
    }
}
