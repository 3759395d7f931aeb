using System.Globalization;
using ModelData.Testing;

namespace ModelData.Bench.Load.Backlog;

/// <summary>
/// Fills a hub as producers would: the product's own events, compressed, several addresses in each partition, batches of an address
/// numbered and in order. Every row of the backlog has a number of its own.
/// </summary>
internal sealed class BacklogFiller
{
    private const int Templates = 16;
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    private readonly BacklogPlan _plan;
    private readonly RowTemplate[] _templates;
    private readonly FeatureSchema _schema;
    private long _events;
    private long _bytes;
    private long _csvBytes;

    public BacklogFiller(BacklogPlan plan)
    {
        _plan = plan;
        var random = new Random(20261123);
        int rows = RowTemplate.RowsPerBatch(plan.Features, random);
        _templates =
        [
            .. Enumerable
                .Range(0, Templates)
                .Select(i => RowTemplate.Create(plan.Features, rows, random, Start.AddSeconds(i))),
        ];
        _schema = FeatureSchema.ForFeatures([
            .. Enumerable.Range(0, plan.Features).Select(i => new FeatureColumn($"feature_{i}", FeatureType.Double)),
        ]);
    }

    public async Task<FilledBacklog> FillAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var sender = new TestSender(connectionString, BacklogPlan.HubName);
        await Task.WhenAll(
            Enumerable
                .Range(0, _plan.Partitions)
                .Select(partition => Task.Run(() => FillAsync(sender, partition, cancellationToken), cancellationToken))
        );
        return new FilledBacklog(_events, _templates[0].Rows, _bytes, _csvBytes);
    }

    private async Task FillAsync(TestSender sender, int partition, CancellationToken cancellationToken)
    {
        string id = partition.ToString(CultureInfo.InvariantCulture);
        var addresses = Addresses(partition);
        var producer = Guid.NewGuid();
        // A producer has at most one unacknowledged batch per address: a later one that overtook it would make it a duplicate.
        var inFlight = new Sending?[addresses.Length];
        byte[] rows = new byte[_templates.Max(template => template.Length)];
        long share = _plan.Bytes / _plan.Partitions;
        for (long sequence = 0, sent = 0; sent < share; sequence++)
        {
            int address = (int)(sequence % addresses.Length);
            var batch = Encode(addresses[address], producer, sequence, rows);
            sent += batch.Body.Length;
            await SettleAsync(inFlight[address]);
            inFlight[address] = new Sending(SendAsync(sender, batch, id, cancellationToken), batch);
        }

        foreach (var sending in inFlight)
        {
            await SettleAsync(sending);
        }
    }

    private EncodedBatch Encode(CollectionAddress address, Guid producer, long sequence, byte[] rows)
    {
        var template = _templates[sequence % _templates.Length];
        long number = Interlocked.Increment(ref _events) - 1;
        template.Write(number * template.Rows, rows);
        var batch = CollectedBatchWriter.Write(
            new BatchDescription(
                address,
                DateOnly.FromDateTime(Start.UtcDateTime),
                _schema,
                template.Rows,
                producer,
                sequence,
                Start.AddMinutes(1)
            ),
            rows.AsSpan(0, template.Length)
        );
        Interlocked.Add(ref _bytes, batch.Body.Length);
        Interlocked.Add(ref _csvBytes, template.Length);
        return batch;
    }

    private CollectionAddress[] Addresses(int partition) =>
        [
            .. Enumerable
                .Range(0, _plan.AddressesPerPartition)
                .Select(i =>
                    CollectionAddress.InWorkspace(
                        CollectionAddress.DefaultWorkspacePath,
                        "load",
                        $"model-{partition}-{i}",
                        "1",
                        "inputs"
                    )
                ),
        ];

    private static Task SendAsync(
        TestSender sender,
        EncodedBatch batch,
        string partitionId,
        CancellationToken cancellationToken
    ) =>
        sender.SendToPartitionAsync(
            TestSender.Create(batch.Body, batch.ContentType, batch.ContentEncoding, batch.Properties),
            partitionId,
            cancellationToken
        );

    private static async Task SettleAsync(Sending? sending)
    {
        if (sending is not null)
        {
            await sending.Send;
            sending.Batch.Dispose();
        }
    }

    private sealed record Sending(Task Send, EncodedBatch Batch);
}
