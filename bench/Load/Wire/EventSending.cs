using System.Globalization;
using ModelData.EventHubs;

namespace ModelData.Bench.Load.Wire;

/// <summary>Sends events and counts those that the broker has acknowledged, which it does when the disk has them.</summary>
internal sealed class EventSending(EventHubsConnection connection, int partitions, int eventBytes, WireMeter meter)
{
    private const int BytesInFlight = 16 * 1024 * 1024;
    private const int MaxSendsInFlight = 4096;
    private const int BatchesInFlight = 16;

    /// <summary>Each event is a send of its own; many are in flight.</summary>
    public async Task SendOneByOneAsync(CancellationToken cancellationToken)
    {
        await using var sender = connection.CreateSender();
        int lanes = Math.Min(MaxSendsInFlight, BytesInFlight / eventBytes);
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(SendAsync));

        async Task SendAsync(int lane)
        {
            var target = Target(lane);
            var data = NewEvent();
            while (!meter.IsOver)
            {
                await sender.SendAsync(data, target, cancellationToken);
                meter.Count(1);
            }
        }
    }

    /// <summary>Events travel in batches as large as the link takes.</summary>
    public async Task SendBatchesAsync(CancellationToken cancellationToken)
    {
        await using var sender = connection.CreateSender();
        await Task.WhenAll(Enumerable.Range(0, BatchesInFlight).Select(lane => Task.Run(() => SendAsync(lane))));

        async Task SendAsync(int lane)
        {
            var target = Target(lane);
            var data = NewEvent();
            while (!meter.IsOver)
            {
                using var batch = await sender.CreateBatchAsync(target, null, cancellationToken);
                while (batch.TryAdd(data)) { }

                await sender.SendAsync(batch, cancellationToken);
                meter.Count(batch.Count);
            }
        }
    }

    private SendTarget Target(int lane) =>
        SendTarget.ToPartition((lane % partitions).ToString(CultureInfo.InvariantCulture));

    private EventData NewEvent()
    {
        byte[] body = new byte[eventBytes];
        Random.Shared.NextBytes(body);
        return new EventData(body);
    }
}
