using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelData.Ingestion.Diagnostics;
using ModelData.Ingestion.Observing.Status;

namespace ModelData.Cli.Status;

/// <summary>The state of a pipeline as one JSON object on one line. What is not known is null; times of day are UTC, durations are seconds.</summary>
internal static class StatusJson
{
    public static void Write(TextWriter writer, PipelineStatus status)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("verdict", Word(status.Verdict));
            json.WriteString("summary", status.Summary);
            WriteTime(json, "at", status.At);
            json.WriteString("hub", status.Hub);
            WriteSeconds(json, "retentionSeconds", status.Retention);
            WriteAll(json, "problems", status.Problems, WriteProblem);
            WriteAll(json, "partitions", status.Partitions, WritePartition);
            WriteAll(json, "workers", status.Workers, WriteWorker);
            WriteAll(json, "addresses", status.Addresses, WriteAddress);
            WriteAll(json, "producers", status.Producers, ProducerJson.Write);
            WriteAll(json, "uncountedProducers", status.UncountedProducers, ProducerJson.Write);
            WriteLetters(json, status.DeadLetters);
            json.WriteEndObject();
        }
        writer.Write(Encoding.UTF8.GetString(buffer.ToArray()) + "\n");
    }

    public static void WritePartition(Utf8JsonWriter json, PartitionStatus it)
    {
        json.WriteString("partition", it.PartitionId);
        WriteNumber(json, "beginning", it.Beginning);
        WriteNumber(json, "end", it.End);
        WriteTime(json, "endTime", it.EndTime);
        WriteNumber(json, "doneUpTo", it.DoneUpTo);
        WriteTime(json, "doneBefore", it.DoneBefore);
        WriteNumber(json, "waiting", it.Waiting);
        WriteSeconds(json, "lagAtLeastSeconds", it.LagAtLeast);
        WriteSeconds(json, "lagAtMostSeconds", it.LagAtMost);
        WriteSeconds(json, "unknownForSeconds", it.UnknownFor);
        WriteSeconds(json, "retentionLeftSeconds", it.RetentionLeft);
        WriteNumber(json, "expired", it.Expired);
        WriteBoolean(json, "isHeld", it.IsHeld);
        json.WriteString("owner", it.Owner);
        WriteSeconds(json, "ownerAgeSeconds", it.OwnerAge);
    }

    private static void WriteWorker(Utf8JsonWriter json, WorkerStatus it)
    {
        json.WriteString("name", it.Name);
        json.WriteString("release", it.Release);
        json.WriteBoolean("isAlive", it.IsAlive);
        WriteBoolean(json, "isReporting", it.IsReporting);
        if (it.Partitions is null)
        {
            json.WriteNull("partitions");
        }
        else
        {
            json.WriteStartArray("partitions");
            foreach (string id in it.Partitions)
            {
                json.WriteStringValue(id);
            }
            json.WriteEndArray();
        }
        WriteNumber(json, "attached", it.Attached);
        WriteSeconds(json, "renewalAgeSeconds", it.RenewalAge);
        WriteSeconds(json, "reportAgeSeconds", it.ReportAge);
        WriteSeconds(json, "clockDifferenceSeconds", it.ClockDifference);
    }

    private static void WriteAddress(Utf8JsonWriter json, AddressStatus it)
    {
        json.WriteString("workspace", $"{it.Address.Subscription}/{it.Address.ResourceGroup}/{it.Address.Workspace}");
        json.WriteString("service", it.Address.WebService);
        json.WriteString("model", it.Address.Model);
        json.WriteString("modelVersion", it.Address.Version);
        json.WriteString("identifier", it.Address.Identifier);
        json.WriteString("day", it.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        WriteTime(json, "lastRow", it.LastRow);
        WriteSeconds(json, "freshnessSeconds", it.Freshness);
        WriteNumber(json, "rows", it.Rows);
        WriteNumber(json, "rowsAnHour", it.RowsAnHour);
        WriteNumber(json, "files", it.Files);
    }

    private static void WriteLetters(Utf8JsonWriter json, DeadLetterStatus? letters)
    {
        if (letters is null)
        {
            json.WriteNull("deadLetters");
            return;
        }
        json.WriteStartObject("deadLetters");
        json.WriteNumber("letters", letters.Letters);
        WriteNumber(json, "recent", letters.Recent);
        WriteTime(json, "newest", letters.Newest);
        json.WriteBoolean("isWhole", letters.IsWhole);
        json.WriteEndObject();
    }

    private static void WriteProblem(Utf8JsonWriter json, ReportedProblem it)
    {
        json.WriteString("code", it.Kind.Code);
        json.WriteString("severity", it.Kind.Severity.ToString().ToLowerInvariant());
        json.WriteString("where", it.Where);
        json.WriteString("cause", it.Cause);
        json.WriteString("mend", it.Mend);
        json.WriteString("page", it.Kind.Page);
        WriteSeconds(json, "seconds", it.Duration);
    }

    private static void WriteAll<T>(
        Utf8JsonWriter json,
        string name,
        IReadOnlyList<T>? items,
        Action<Utf8JsonWriter, T> write
    )
    {
        if (items is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteBoolean(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } known)
        {
            json.WriteBoolean(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known.UtcDateTime);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, TimeSpan? time) =>
        WriteNumber(json, name, time is { } known ? Math.Round(known.TotalSeconds, 3) : null);

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Word(PipelineVerdict verdict) => verdict.ToString().ToLowerInvariant();
}
