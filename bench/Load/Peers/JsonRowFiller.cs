using System.Globalization;
using System.Text;
using ModelData.Bench.Load.Backlog;
using ModelData.EventHubs;

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
        await using var connection = new EventHubsConnection(connectionString, BacklogPlan.HubName);
        await using var sender = connection.CreateSender();
        await Task.WhenAll(
            Enumerable
                .Range(0, plan.Partitions)
                .Select(partition => Task.Run(() => FillAsync(sender, partition, cancellationToken), cancellationToken))
        );
    }

    private async Task FillAsync(IEventSender sender, int partition, CancellationToken cancellationToken)
    {
        var target = SendTarget.ToPartition(partition.ToString(CultureInfo.InvariantCulture));
        byte[] csv = new byte[_template.Length];
        var batch = await sender.CreateBatchAsync(target, null, cancellationToken);
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
                    await sender.SendAsync(batch, cancellationToken);
                    batch.Dispose();
                    batch = await sender.CreateBatchAsync(target, null, cancellationToken);
                    batch.TryAdd(data);
                }
            }
        }

        await sender.SendAsync(batch, cancellationToken);
        batch.Dispose();
    }

    private EventData ToEvent(string line, long number, int partition, int address) =>
        new(Encoding.ASCII.GetBytes(ToJson(line)))
        {
            ContentType = EventAttributes.JsonContentType,
            Properties =
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
            ],
        };

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
