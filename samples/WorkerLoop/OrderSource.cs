using System.Threading.Channels;

namespace WorkerLoop;

/// <summary>Fills the channel: a queue of your own stands here.</summary>
internal sealed class OrderSource(Channel<Order> orders) : BackgroundService
{
    private const int Count = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (int i = 0; i < Count; i++)
        {
            await orders.Writer.WriteAsync(new Order($"order-{i}", i * 9.5, 1 + (i % 5)), stoppingToken);
        }
        orders.Writer.Complete();
    }
}
