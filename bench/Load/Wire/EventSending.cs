using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace ModelData.Bench.Load.Wire;

/// <summary>Sends events and counts those that the broker has acknowledged, which it does when the disk has them.</summary>
internal sealed class EventSending(EventHubProducerClient client, int partitions, int eventBytes, WireMeter meter)
{
    private const int BytesInFlight = 16 * 1024 * 1024;
    private const int MaxSendsInFlight = 4096;
    private const int BatchesInFlight = 16;

    /// <summary>Each event is a send of its own; many are in flight.</summary>
    public Task SendOneByOneAsync(CancellationToken cancellationToken)
    {
        int lanes = Math.Min(MaxSendsInFlight, BytesInFlight / eventBytes);
        return Task.WhenAll(Enumerable.Range(0, lanes).Select(SendAsync));

        async Task SendAsync(int lane)
        {
            var options = new SendEventOptions { PartitionId = PartitionOf(lane) };
            EventData[] events = [NewEvent()];
            while (!meter.IsOver)
            {
                await client.SendAsync(events, options, cancellationToken);
                meter.Count(1);
            }
        }
    }

    /// <summary>Events travel in batches as large as the link takes.</summary>
    public Task SendBatchesAsync(CancellationToken cancellationToken)
    {
        return Task.WhenAll(Enumerable.Range(0, BatchesInFlight).Select(lane => Task.Run(() => SendAsync(lane))));

        async Task SendAsync(int lane)
        {
            var options = new CreateBatchOptions { PartitionId = PartitionOf(lane) };
            var data = NewEvent();
            while (!meter.IsOver)
            {
                using var batch = await client.CreateBatchAsync(options, cancellationToken);
                while (batch.TryAdd(data)) { }

                await client.SendAsync(batch, cancellationToken);
                meter.Count(batch.Count);
            }
        }
    }

    private string PartitionOf(int lane) => (lane % partitions).ToString(CultureInfo.InvariantCulture);

    private EventData NewEvent()
    {
        byte[] body = new byte[eventBytes];
        Random.Shared.NextBytes(body);
        return new EventData(body);
    }
}
