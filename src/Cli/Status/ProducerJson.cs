using System.Text.Json;
using ModelData.Ingestion.Observing.Status;

namespace ModelData.Cli.Status;

/// <summary>What producers say of themselves, as JSON.</summary>
internal static class ProducerJson
{
    public static void Write(Utf8JsonWriter json, ProducerStatus it)
    {
        json.WriteString("workspace", $"{it.Address.Subscription}/{it.Address.ResourceGroup}/{it.Address.Workspace}");
        json.WriteString("service", it.Address.WebService);
        json.WriteString("model", it.Address.Model);
        json.WriteString("modelVersion", it.Address.Version);
        json.WriteString("identifier", it.Address.Identifier);
        json.WriteNumber("producers", it.Producers);
        json.WriteBoolean("isWhole", it.IsWhole);
        json.WriteNumber("silent", it.Silent);
        json.WriteStartObject("states");
        foreach ((string state, int count) in it.States)
        {
            json.WriteNumber(state, count);
        }
        json.WriteEndObject();
        json.WriteNumber("received", it.Total.Received);
        json.WriteNumber("sent", it.Total.Sent);
        json.WriteNumber("failed", it.Total.Failed);
        json.WriteNumber("dropped", it.Total.Dropped);
        json.WriteNumber("sampledOut", it.Total.SampledOut);
        json.WriteNumber("refused", it.Total.Refused);
        json.WriteNumber("pending", it.Total.Pending);
        json.WriteNumber("recentlyLost", it.RecentlyLost);
        json.WriteString("lastAt", it.LastAt.UtcDateTime);
        json.WriteStartArray("worst");
        foreach (WorstProducer one in it.Worst)
        {
            json.WriteStartObject();
            json.WriteString("id", one.Id);
            json.WriteString("host", one.Host);
            json.WriteString("release", one.Release);
            json.WriteString("state", one.State);
            json.WriteString("reason", one.Reason);
            json.WriteNumber("recentlyLost", one.RecentlyLost);
            json.WriteString("lastAt", one.LastAt.UtcDateTime);
            json.WriteBoolean("isSilent", one.IsSilent);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, UncountedProducers it)
    {
        json.WriteString("service", it.Service);
        json.WriteNumber("heartbeats", it.Heartbeats);
        json.WriteNumber("recentlyLost", it.RecentlyLost);
    }
}
