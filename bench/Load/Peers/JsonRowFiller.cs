using System.Globalization;
using System.Text;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using ModelData.Bench.Load.Backlog;
using ModelData.Testing;

namespace ModelData.Bench.Load.Peers;

/// <summary>
/// Fills a hub with the same rows in the shape that the official SDKs suggest: one event per row, a JSON object with the names of the columns.
/// Every row has a number of its own.
/// </summary>
internal sealed class JsonRowFiller(BacklogPlan plan, long rows)
{
    private const int RowsPerTemplate = 1000;
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    private readonly RowTemplate _template = RowTemplate.Create(
        plan.Features,
        RowsPerTemplate,
        new Random(20261124),
        Start
    );

    private readonly string[] _columns =
    [
        "$Timestamp",
        "$CorrelationId",
        "$RequestId",
        .. Enumerable.Range(0, plan.Features).Select(i => $"feature_{i}"),
    ];

    /// <summary>Rows in the hub once it is filled: a little more than asked for.</summary>
    public long Rows => TemplatesPerPartition * RowsPerTemplate * plan.Partitions;

    private long TemplatesPerPartition =>
        (rows + (RowsPerTemplate * plan.Partitions) - 1) / (RowsPerTemplate * plan.Partitions);

    public async Task FillAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var client = new EventHubProducerClient(connectionString, BacklogPlan.HubName);
        await Task.WhenAll(
            Enumerable
                .Range(0, plan.Partitions)
                .Select(partition => Task.Run(() => FillAsync(client, partition, cancellationToken), cancellationToken))
        );
    }

    private async Task FillAsync(EventHubProducerClient client, int partition, CancellationToken cancellationToken)
    {
        var options = new CreateBatchOptions { PartitionId = partition.ToString(CultureInfo.InvariantCulture) };
        byte[] csv = new byte[_template.Length];
        var batch = await client.CreateBatchAsync(options, cancellationToken);
        for (long i = 0; i < TemplatesPerPartition; i++)
        {
            long first = ((i * plan.Partitions) + partition) * RowsPerTemplate;
            _template.Write(first, csv);
            string[] lines = Encoding.ASCII.GetString(csv).TrimEnd('\n').Split('\n');
            for (int row = 0; row < lines.Length; row++)
            {
                var data = ToEvent(lines[row], first + row, partition, row % plan.AddressesPerPartition);
                if (!batch.TryAdd(data))
                {
                    await client.SendAsync(batch, cancellationToken);
                    batch.Dispose();
                    batch = await client.CreateBatchAsync(options, cancellationToken);
                    batch.TryAdd(data);
                }
            }
        }

        await client.SendAsync(batch, cancellationToken);
        batch.Dispose();
    }

    private EventData ToEvent(string line, long number, int partition, int address) =>
        TestSender.Create(
            Encoding.ASCII.GetBytes(ToJson(line)),
            EventAttributes.JsonContentType,
            contentEncoding: null,
            [
                Attribute(EventAttributes.SpecVersion, "1.0"),
                Attribute(EventAttributes.Type, EventAttributes.RowsType),
                Attribute(EventAttributes.FormatVersion, "1.0"),
                Attribute(EventAttributes.Id, number.ToString(CultureInfo.InvariantCulture)),
                Attribute(EventAttributes.Source, "/load"),
                Attribute(EventAttributes.WebService, "load"),
                Attribute(EventAttributes.Model, $"model-{partition}-{address}"),
                Attribute(EventAttributes.ModelVersion, "1"),
                Attribute(EventAttributes.Identifier, "inputs"),
                Attribute(EventAttributes.Day, "2026-11-23"),
            ]
        );

    private static KeyValuePair<string, object> Attribute(string name, string value) =>
        new(EventAttributes.Prefix + name, value);

    /// <summary>The first three columns are texts, the others numbers; none of them needs an escape.</summary>
    private string ToJson(string line)
    {
        string[] values = line.Split(',');
        var json = new StringBuilder(line.Length * 2).Append('{');
        for (int i = 0; i < values.Length; i++)
        {
            string quote = i < 3 ? "\"" : "";
            json.Append(i == 0 ? "\"" : ",\"").Append(_columns[i]).Append("\":");
            json.Append(quote).Append(values[i]).Append(quote);
        }

        return json.Append('}').ToString();
    }
}
