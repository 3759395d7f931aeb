using System.Globalization;
using System.IO.Compression;
using Azure.Messaging.EventHubs;
using ModelData.HubClient;
using Utf8 = System.Text.Encoding;

namespace ModelData.Producer.Tests;

/// <summary>An event as a hub holds it, decoded by hand: tests of the producer must not depend on the reader's mercy.</summary>
internal sealed record StoredEvent(
    string PartitionKey,
    string? PartitionId,
    Guid ProducerId,
    long Sequence,
    string Day,
    int RowCount,
    string ColumnTypes,
    string Header,
    IReadOnlyList<string> Rows,
    byte[] Body,
    IReadOnlyDictionary<string, object> Properties
)
{
    public static StoredEvent From(EventData data, SendTarget target)
    {
        Dictionary<string, object> properties = new(data.Properties);
        byte[] body = data.EventBody.ToArray();
        string? encoding = data.GetRawAmqpMessage().Properties.ContentEncoding;
        string[] lines = Utf8.UTF8.GetString(encoding == "br" ? Decompress(body) : body).Split('\n');
        return new StoredEvent(
            target.PartitionKey ?? "",
            target.PartitionId,
            Guid.Parse(Text(properties, EventAttributes.ProducerId)),
            long.Parse(Text(properties, EventAttributes.BatchSequence), CultureInfo.InvariantCulture),
            Text(properties, EventAttributes.Day),
            (int)properties[EventAttributes.Prefix + EventAttributes.RowCount],
            Text(properties, EventAttributes.ColumnTypes),
            lines[0],
            lines[1..^1],
            body,
            properties
        );
    }

    /// <summary>What has one batch in flight at most.</summary>
    public string Lane => PartitionId is null ? PartitionKey : $"{Attribute(EventAttributes.Identifier)}@{PartitionId}";

    public string Attribute(string name) => Text(Properties, name);

    /// <summary>The values of a row without the system columns.</summary>
    public static string Features(string row) => row.Split(',', 4)[3];

    private static string Text(IReadOnlyDictionary<string, object> properties, string name) =>
        (string)properties[EventAttributes.Prefix + name];

    private static byte[] Decompress(byte[] body)
    {
        using BrotliStream brotli = new(new MemoryStream(body), CompressionMode.Decompress);
        using MemoryStream output = new();
        brotli.CopyTo(output);
        return output.ToArray();
    }
}
